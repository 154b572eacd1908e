/**
 * The part of `node:sqlite` that is used here. Node 20, which builds and tests this project, neither has nor types it.
 */
export interface NativeStatement {
  run(...params: readonly unknown[]): { readonly lastInsertRowid: number | bigint };
  all(...params: readonly unknown[]): readonly Readonly<Record<string, unknown>>[];
}

export interface NativeDatabase {
  exec(sql: string): void;
  prepare(sql: string): NativeStatement;
  close(): void;
}

interface NodeSqlite {
  readonly DatabaseSync: new (path: string, options?: { readonly readOnly?: boolean }) => NativeDatabase;
}

/** Opens with the SQLite of the running Node. @throws when it has none: such code runs under `nativeNodePath()`. */
export function openNative(path: string, options: { readonly readOnly?: boolean } = {}): NativeDatabase {
  const load = (process as { getBuiltinModule?: (id: string) => unknown }).getBuiltinModule;
  const sqlite = load?.('node:sqlite') as NodeSqlite | undefined;
  if (sqlite === undefined) throw new Error(`Node ${process.versions.node} has no node:sqlite`);
  return new sqlite.DatabaseSync(path, options);
}

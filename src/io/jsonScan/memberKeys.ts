/** The keys that are asked for, found again in bytes without a text for each key that is passed over. */
export class MemberKeys {
  private readonly byLength: (readonly { readonly key: string; readonly bytes: Uint8Array }[])[] = [];

  constructor(keys: readonly string[]) {
    for (const key of keys) {
      const bytes = new TextEncoder().encode(key);
      this.byLength[bytes.length] = [...(this.byLength[bytes.length] ?? []), { key, bytes }];
    }
  }

  /** Null for a key that nobody asks for. */
  at(memory: Uint8Array, start: number, end: number): string | null {
    for (const { key, bytes } of this.byLength[end - start] ?? []) if (isAt(memory, start, bytes)) return key;
    return null;
  }
}

function isAt(memory: Uint8Array, start: number, bytes: Uint8Array): boolean {
  for (let i = 0; i < bytes.length; i += 1) if (memory[start + i] !== bytes[i]) return false;
  return true;
}

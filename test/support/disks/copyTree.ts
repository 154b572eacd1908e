/** Copies a directory so that nobody can tell the copy from it: modes, and files that have several names. */
import { copyFileSync, linkSync, lstatSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

export function copyTree(from: string, to: string, copied = new Map<string, string>()): void {
  mkdirSync(to, { mode: lstatSync(from).mode });
  for (const name of readdirSync(from)) {
    const source = join(from, name);
    const stat = lstatSync(source);
    const known = copied.get(`${stat.dev}:${stat.ino}`);
    if (stat.isDirectory()) copyTree(source, join(to, name), copied);
    else if (known !== undefined) linkSync(known, join(to, name));
    else {
      copyFileSync(source, join(to, name));
      copied.set(`${stat.dev}:${stat.ino}`, join(to, name));
    }
  }
}

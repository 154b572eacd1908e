/** A path as people write it: below their own directory it begins with `~`. Everything invisible in it is made visible. */
import { visibleText } from './visibleText';

/** `homedir` without a separator at its end. On Windows, letter case does not count. */
export function shortPath(path: string, homedir: string, platform: string): string {
  const same = (a: string, b: string): boolean => (platform === 'win32' ? a.toLowerCase() === b.toLowerCase() : a === b);
  const head = path.slice(0, homedir.length);
  const next = path.charAt(homedir.length);
  const isBelow = homedir !== '' && same(head, homedir) && (next === '' || next === '/' || (platform === 'win32' && next === '\\'));
  return visibleText(isBelow ? `~${path.slice(homedir.length)}` : path);
}

/** What was redacted, in words. */
import { SECRET_KINDS, type SecretCounts } from '../export/secretKinds';
import { EXPORT_WORDS } from './export';
import { say } from './say';

/** "Redacted: 2 keys, 12 home paths.", or that nothing was found. */
export function redactedWords(counts: SecretCounts, locale: string): string {
  const what = SECRET_KINDS.filter((kind) => counts[kind] > 0)
    .map((kind) => say(EXPORT_WORDS, `secret_${kind}`, { count: counts[kind] }, locale))
    .join(', ');
  return what === '' ? EXPORT_WORDS.redactedNothing : say(EXPORT_WORDS, 'redacted', { what });
}

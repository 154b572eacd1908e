/**
 * Replaces secrets by placeholders, e.g. `⟨token 2⟩`: the same secret by the same one wherever it stands, so that what
 * belongs together is still seen to. One redactor serves one document; it keeps the secrets it met in memory, and nowhere
 * else.
 */
import { isRecord, type JsonRecord } from '../jsonValue';
import { secretKindOf, replaceLiterals } from './jsonLiterals';
import { replacePrivateKeys } from './privateKeys';
import { NO_SECRETS, type SecretCounts, type SecretKind } from './secretKinds';
import { isNoSecret, SECRET_PATTERNS } from './secretPatterns';

/** In text that may be read by anybody: not words of a language, and no sign that a format takes for its own. */
const LABELS: Readonly<Record<SecretKind, string>> = {
  privateKey: 'private key',
  key: 'key',
  token: 'token',
  password: 'password',
  email: 'e-mail',
  homePath: 'home',
};

/** JSON in a string in JSON in a string: tool calls that call tools. Deeper is taken as plain text. */
const DEEPEST = 5;
/** Secrets that were told by their place are also replaced where they stand alone later on; so many of them at most. */
const REMEMBERED = 100;
const REMEMBERED_CHARS = 8;

export class Redactor {
  private readonly placeholders = new Map<string, string>();
  private readonly numbers: Record<SecretKind, number> = { ...NO_SECRETS };
  private readonly replaced: Record<SecretKind, number> = { ...NO_SECRETS };
  private readonly remembered = new Map<string, SecretKind>();

  /** Occurrences replaced until now. */
  counts(): SecretCounts {
    return { ...this.replaced };
  }

  /** Any text: prose, output, code, JSON whole or broken, JSON inside of JSON. Time grows with its length only. */
  text(text: string, depth = 0): string {
    if (text.length < SHORTEST) return text;
    let redacted = replacePrivateKeys(text, (secret) => this.placeholder('privateKey', secret));
    // First what escapes hide, one level after the other; then what stands there as it is.
    if (depth < DEEPEST) {
      redacted = replaceLiterals(redacted, (value, name, hasEscapes) => {
        const kind = name === null ? null : secretKindOf(name);
        if (kind !== null && value.length > 2 && !isNoSecret(value, true)) return this.secret(kind, value);
        return hasEscapes ? this.text(value, depth + 1) : value;
      });
    }
    for (const { gate, patterns } of SECRET_PATTERNS) {
      if (!gate.test(redacted)) continue;
      for (const { kind, pattern, byPlace } of patterns) {
        redacted = redacted.replace(pattern, (match: string, before: string, secret: string) => {
          if (isOrdinary(kind, secret)) return match;
          if (byPlace !== undefined && isNoSecret(secret, byPlace === 'quoted')) return match;
          return before + (byPlace !== undefined ? this.secret(kind, secret) : this.placeholder(kind, normal(kind, secret)));
        });
      }
    }
    for (const [secret, kind] of this.remembered)
      if (redacted.includes(secret)) redacted = redacted.replaceAll(secret, () => this.placeholder(kind, secret));
    return redacted;
  }

  /**
   * A title or a preview. They are cut from longer texts, perhaps in the middle of a secret, which then has no shape any
   * more: the last word of what ends in an ellipsis goes, and so does a last word that begins as keys do.
   */
  title(title: string): string {
    return this.text(title.replace(CUT_WORD, '$1').replace(BEGINS_AS_KEY, '…'));
  }

  /** A value that came out of JSON: every string in it, at any depth. Names stay as they are. */
  value(value: unknown): unknown {
    if (typeof value === 'string') return this.text(value);
    if (Array.isArray(value)) return value.map((each) => this.value(each));
    return isRecord(value) ? this.record(value) : value;
  }

  private record(record: JsonRecord): JsonRecord {
    return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, this.value(value)]));
  }

  /** A secret that only its place told: where it stands alone later, nothing else would tell it. */
  private secret(kind: SecretKind, secret: string): string {
    const isTelling = secret.length >= REMEMBERED_CHARS && /\d/.test(secret) && /\p{L}/u.test(secret);
    if (isTelling && this.remembered.size < REMEMBERED) this.remembered.set(secret, kind);
    return this.placeholder(kind, secret);
  }

  private placeholder(kind: SecretKind, secret: string): string {
    this.replaced[kind] += 1;
    let placeholder = this.placeholders.get(secret);
    if (placeholder === undefined) {
      this.numbers[kind] += 1;
      placeholder = `⟨${LABELS[kind]} ${this.numbers[kind]}⟩`;
      this.placeholders.set(secret, placeholder);
    }
    return placeholder;
  }
}

const CUT_WORD = /(?<=\s)[^\s.…]\S{0,200}?(\.\.\.|…)$/;
const BEGINS_AS_KEY =
  /(?<![A-Za-z0-9])(?:sk[-_]|rk_|gh[pousr]_|github_pat_|glpat-|xox|xapp-|AKIA|ASIA|AIza|hf_|npm_|pypi-|gsk_|xai-|ya29|eyJ|hvs\.|-----BEGIN)[\w.-]{0,200}(?:\.\.\.|…)?$/;

/** The shortest text any pattern matches. */
const SHORTEST = 5;

/** One home, one address, however it is written. */
function normal(kind: SecretKind, secret: string): string {
  if (kind === 'email') return secret.replace(/%40/i, '@').toLowerCase();
  return kind === 'homePath' ? secret.replace(/%2F/gi, '/').replace(/\\+/g, '/').replace(/\/{2,}/g, '/') : secret;
}

/** `git@github.com:…` names a service, not a person. */
const isOrdinary = (kind: SecretKind, secret: string): boolean =>
  kind === 'email' && /^(?:git|hg|svn|noreply|no-reply)(?:@|%40)/i.test(secret);

/**
 * What secrets look like. A library was looked for first: the kept one for JavaScript (secretlint) reports to a linter,
 * needs Node and promises, knows neither e-mail addresses nor values by the name they are assigned to, and does not see
 * through the escapes of JSON, in which most of a transcript's secrets stand. The shapes below are those that the services
 * document for their own keys; the rest is judged by its name and place.
 *
 * Every pattern takes time that grows with the length of the text only: repetitions are bounded, none is nested in
 * another that could match the same text, and each starts at a rare letter or at the beginning of a word.
 */
import type { SecretKind } from './secretKinds';

/** Matches `(what stands before)(the secret)`; both groups are there, the first may be empty. */
export interface SecretPattern {
  readonly kind: SecretKind;
  readonly pattern: RegExp;
  /** The secret was told by its place alone: a value that is plainly none is left (`isNoSecret`). */
  readonly byPlace?: 'quoted' | 'bare';
}

/** Patterns that need not be tried where `gate` does not match: most texts hold nothing that looks like a secret. */
export interface SecretPatternGroup {
  readonly gate: RegExp;
  readonly patterns: readonly SecretPattern[];
}

const shapes = (shapesOfKind: readonly string[]): RegExp =>
  new RegExp(`(?<![A-Za-z0-9])()(${shapesOfKind.join('|')})`, 'g');

/** Keys of programs. The comment names who documents the shape. */
const KEY_SHAPES = [
  '(?:AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}(?![A-Za-z0-9])', // AWS access key id
  'AIza[\\w-]{35}(?![\\w-])', // Google API
  'GOCSPX-[\\w-]{20,40}', // Google OAuth client secret
  'sk-(?=[\\w-]{0,120}\\d)[\\w-]{20,300}', // OpenAI, Anthropic, OpenRouter, DeepSeek and others
  'sk_(?=[a-f0-9]{0,48}\\d)[a-f0-9]{40,64}', // ElevenLabs
  '[sr]k_(?:live|test)_[A-Za-z0-9]{10,200}', // Stripe
  'whsec_[A-Za-z0-9+/=]{24,100}', // Stripe and Svix webhooks
  'gsk_[A-Za-z0-9]{20,100}', // Groq
  'xai-[A-Za-z0-9]{40,120}', // xAI
  'pplx-[A-Za-z0-9]{40,80}', // Perplexity
  'tvly-(?=[\\w-]{0,40}\\d)[\\w-]{20,80}', // Tavily
  'fc-[a-f0-9]{32}(?![A-Za-z0-9])', // Firecrawl
  'nvapi-[\\w-]{40,120}', // NVIDIA
  'SG\\.[\\w-]{16,32}\\.[\\w-]{32,64}', // SendGrid
  'SK[0-9a-f]{32}(?![A-Za-z0-9])', // Twilio
  'key-[0-9a-f]{32}(?![A-Za-z0-9])', // Mailgun
  '[0-9a-f]{32}-us\\d{1,2}(?!\\d)', // Mailchimp
  'shp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}', // Shopify
  'sq0(?:atp|csp)-[\\w-]{22,60}', // Square
  'lin_api_[A-Za-z0-9]{32,64}', // Linear
  'LTAI[A-Za-z0-9]{12,24}(?![A-Za-z0-9])', // Alibaba Cloud
  'AGE-SECRET-KEY-1[A-Z0-9]{58}', // age
  'sbp_[a-f0-9]{40}', // Supabase
  'figd_[\\w-]{30,80}', // Figma
];

/** Tokens that stand for a person or a session. */
const TOKEN_SHAPES = [
  'gh[pousr]_[A-Za-z0-9]{30,255}', // GitHub
  'github_pat_\\w{22,255}', // GitHub, fine-grained
  'gl(?:pat|dt|rt|cbt|ptt|ft|soat|imt|agent|oas)-[\\w.-]{20,200}', // GitLab
  'xox[abeoprs]-[A-Za-z0-9-]{10,250}', // Slack
  'xapp-\\d-[A-Z0-9]{5,20}-\\d{5,20}-[a-z0-9]{20,100}', // Slack, app level
  'hf_[A-Za-z0-9]{30,60}(?![A-Za-z0-9])', // Hugging Face
  'r8_[A-Za-z0-9]{30,60}', // Replicate
  'npm_[A-Za-z0-9]{36}(?![A-Za-z0-9])', // npm
  'pypi-[\\w-]{50,300}', // PyPI
  'ya29\\.[\\w-]{20,400}', // Google OAuth
  '1//0[\\w-]{40,200}', // Google OAuth refresh
  'EAA[A-Za-z0-9]{60,300}', // Meta
  'do[opr]_v1_[a-f0-9]{64}', // DigitalOcean
  'dapi[a-f0-9]{32}(?![A-Za-z0-9])', // Databricks
  'dp\\.(?:pt|st|sa|scim|audit)\\.[\\w.-]{30,120}', // Doppler
  'hv[sbr]\\.[\\w-]{24,300}', // HashiCorp Vault
  '[A-Za-z0-9]{14}\\.atlasv1\\.[\\w-]{50,120}', // Terraform Cloud
  'ntn_[A-Za-z0-9]{40,60}', // Notion
  'secret_[A-Za-z0-9]{43}(?![A-Za-z0-9])', // Notion, older
  'pat[A-Za-z0-9]{14}\\.[a-f0-9]{64}', // Airtable
  'ATATT3[\\w=-]{80,250}', // Atlassian
  'gl(?:sa|c)_[\\w=-]{32,300}', // Grafana
  'sntry[su]_[\\w=+/.-]{40,300}', // Sentry
  'HRKU-[\\w-]{36,100}', // Heroku
  'eyJ[\\w-]{10,4000}\\.(?:eyJ)?[\\w-]{10,16000}\\.[\\w-]{10,4000}(?:\\.[\\w-]{1,4000}\\.[\\w-]{10,4000})?', // JWT, JWE
  '\\d{8,10}:[A-Za-z0-9_-]{35}(?![A-Za-z0-9_-])', // Telegram bot
  '[MNO][A-Za-z\\d_-]{23,27}\\.[\\w-]{6}\\.[\\w-]{27,40}', // Discord bot
];

/** The part of an address that opens a channel. */
const HOOKS =
  /(hooks\.slack\.com\/(?:services|workflows)\/|discord(?:app)?\.com\/api\/webhooks\/\d{5,25}\/|api\.telegram\.org\/bot)([\w/:-]{20,200})/g;

const ESCAPED_QUOTE = '\\\\{0,7}["\'`]';
/** Names whose value is a secret; before them may stand what it is the secret of. */
// The shell keeps the folder it is in as PWD.
const PASSWORD_NAMES = 'pass(?:word|wd|phrase|code)|pwd(?!=(?:[/\\\\~]|[A-Za-z]:))|credentials?';
const KEY_NAMES = 'api[_-]?keys?|access[_-]?key|secret[_-]?(?:access[_-]?)?key|private[_-]?key|encryption[_-]?key|signing[_-]?key|account[_-]?key|client[_-]?secret|secret';
const TOKEN_NAMES = 'token|session[_-]?cookie';

/** `"api_key": "…"`, `apiKey: '…'`, `password="…"`, `\"token\": \"…\"`: a quoted value after a telling name. */
const quoted = (names: string): RegExp =>
  new RegExp(
    `((?<![\\w.-])[\\w.-]{0,40}(?:${names})(?:${ESCAPED_QUOTE})?\\s{0,5}(?:=>|:?=|:)\\s{0,5}${ESCAPED_QUOTE})` +
      `([^"'\`\\\\\\n⟨]{3,1000})(?=${ESCAPED_QUOTE})`,
    'gi',
  );

/** `API_KEY=…` in an environment, a shell or a `.env` file. */
const environment = (names: string): RegExp =>
  new RegExp(`((?<![A-Za-z0-9_$.{-])[A-Z0-9_]{0,60}(?:${names})=)([^\\s"'\`⟨;&|<>$()\\\\][^\\s"'\`⟨;&|<>()\\\\]{2,1000})`, 'g');

/** `?token=…`, `;Password=…`, and `password=…` at the beginning of a line: addresses, connection strings, ini files. */
const inline = (names: string): RegExp =>
  new RegExp(
    `((?:[?&;]|^[ \\t]{0,8})[\\w.-]{0,40}(?:${names})=)([^\\s"'\`⟨&;,<>$()\\\\{}][^\\s"'\`⟨&;,<>()\\\\{}]{2,1000})`,
    'gim',
  );

/** `password: …` without quotes, where the value is not just a word: YAML, notes, logs. */
const plain = (names: string): RegExp =>
  new RegExp(
    `((?<![\\w.-])[\\w.-]{0,40}(?:${names})(?:\\s{0,3}[:=]\\s{1,3}|:))` +
      `((?=[^\\s]{0,40}\\d)(?=[^\\s]{0,40}[A-Za-z])[^\\s"'\`⟨,;()<>\\[\\]{}\\\\$]{6,1000})(?![(\\[.])`,
    'gi',
  );

/** `--password …`, `--token=…`. */
const option = (names: string): RegExp =>
  new RegExp(
    `((?<![\\w-])--(?:[a-z]{1,20}-){0,3}(?:${names})(?:=|[ \\t]{1,3})["']?)([^\\s"'\`⟨$<>[\\]{}()\\\\-][^\\s"'\`⟨<>()\\\\]{2,1000})`,
    'gi',
  );

const named = (kind: SecretKind, names: string, upperNames: string): SecretPattern[] => [
  { kind, pattern: quoted(names), byPlace: 'quoted' },
  { kind, pattern: environment(upperNames), byPlace: 'bare' },
  { kind, pattern: inline(names), byPlace: 'bare' },
  { kind, pattern: option(names), byPlace: 'bare' },
  { kind, pattern: plain(names), byPlace: 'bare' },
];

/**
 * An e-mail address, also with `%40` in an address. Letters of scripts that write words apart: where none stands
 * between words, what precedes an address would be taken for its beginning.
 */
function emailPattern(): RegExp {
  const letters = '\\p{Script=Latin}\\p{Script=Cyrillic}\\p{Script=Greek}';
  const letter = `${letters}0-9`;
  return new RegExp(
    `(?<![${letter}._+%-])()([${letter}][${letter}._+-]{0,63}(?:@|%40)(?:[${letter}](?:[${letter}-]{0,61}[${letter}])?\\.){1,8}` +
      `(?!(?:${FILE_ENDINGS.join('|')})(?![${letter}]))[${letters}]{2,24})(?![${letter}]*\\()`,
    'gu',
  );
}

/** `icon@2x.png` and `getty@tty1.service` are names of files. */
const FILE_ENDINGS = [
  ...['png', 'jpe?g', 'gif', 'svg', 'webp', 'avif', 'ico', 'pdf', 'js', 'mjs', 'cjs', 'ts', 'tsx', 'jsx', 'json', 'css'],
  ...['html?', 'md', 'txt', 'lock', 'map', 'service', 'socket', 'target', 'timer', 'mount', 'slice', 'tgz', 'tar', 'gz', 'zip'],
];

/** The beginning of a path that names somebody's home, whatever stands below it. */
function homePatterns(): SecretPattern[] {
  const sign = '[^\\s/\\\\:*?"\'`<>|,;()\\[\\]{}⟨⟩$%&#@!=+~]';
  // A full stop at the end is the sentence's.
  const name = `(?:${sign}{0,63}(?!\\.)${sign})`;
  const nobody = '(?!(?:Shared|Public|Default|All Users|Default User|linuxbrew)(?![\\w-]))';
  return [
    // Windows, with single and with doubled backslashes, and with slashes.
    `(?<![A-Za-z0-9])()([A-Za-z]:(?:\\\\{1,8}|/)(?:Users|Documents and Settings)(?:\\\\{1,8}|/)${nobody}${name}(?: ${name}(?=[\\\\/])){0,2})`,
    // Linux and macOS; also percent-encoded, and with escaped slashes.
    `(?<![\\w.~-])()((?:/var|/export|/mnt/[a-z]|/[a-z])?\\\\{0,3}/(?:home|Users)\\\\{0,3}/${nobody}${name})`,
    `(?<![\\w.~-])()(%2F(?:home|Users)%2F[\\w.-]{1,64})`,
    // `~ada`, the home of somebody else. `~` alone names nobody and stays.
    `(?<![\\w./~)\\]-])()(~[a-z_][\\w.-]{0,31})(?=/)`,
  ].map((source) => ({ kind: 'homePath', pattern: new RegExp(source, source.includes('Documents') ? 'gi' : 'g') }));
}

/** In this order: what is more certain first. A placeholder is never matched again. */
export const SECRET_PATTERNS: readonly SecretPatternGroup[] = [
  {
    gate: /[A-Za-z0-9_-]{14}|\/[\w/:-]{20}/,
    patterns: [
      { kind: 'key', pattern: shapes(KEY_SHAPES) },
      { kind: 'token', pattern: shapes(TOKEN_SHAPES) },
      { kind: 'token', pattern: HOOKS },
    ],
  },
  {
    gate: /authorization|bearer|cookie|(?:x-|private-|api-)[\w-]{0,30}(?:key|token|secret)/i,
    patterns: [
      // `Authorization: Bearer …`, `"authorization": "Basic …"`; without a scheme a word alone is no token.
      ...['(?:bearer|basic|token|digest|negotiate|apikey|bot)\\s{1,3}', '(?=[\\w.~+/=:-]{0,200}\\d)'].map(
        (scheme): SecretPattern => ({
          kind: 'token',
          pattern: new RegExp(
            `((?<!\\w)(?:proxy-)?authorization(?:${ESCAPED_QUOTE})?\\s{0,3}[:=,]\\s{0,3}(?:${ESCAPED_QUOTE})?${scheme})` +
              '([\\w.~+/=:-]{8,8000})',
            'gi',
          ),
          byPlace: 'bare',
        }),
      ),
      {
        kind: 'token',
        pattern: /((?<![\w])bearer\s{1,3})((?=[\w.~+/=-]{0,60}\d)[\w.~+/=-]{16,8000})/gi,
        byPlace: 'bare',
      },
      // `X-Api-Key: …`, `Private-Token: …`
      {
        kind: 'key',
        pattern: new RegExp(
          `((?<![\\w-])(?:x-[\\w-]{0,30}|private-|api-)(?:key|token|secret)(?:${ESCAPED_QUOTE})?\\s{0,3}[:=]\\s{0,3}(?:${ESCAPED_QUOTE})?)` +
            '((?=[\\w.~+/=-]{0,60}\\d)[\\w.~+/=-]{8,2000})',
          'gi',
        ),
        byPlace: 'bare',
      },
      // `Cookie: a=b; c=d`, to the end of the line or the quotation
      {
        kind: 'token',
        pattern:
          /((?<![\w-])(?:set-)?cookie\\{0,7}["']?\s{0,3}:\s{0,3}\\{0,7}["']?)([^\s"'\\⟨=]{1,200}=[^"'\\\n\r⟨]{4,4000})/gi,
      },
    ],
  },
  {
    // `https://user:password@host`, `postgres://…`
    gate: /:\/\//,
    patterns: [
      {
        kind: 'password',
        pattern: /((?<![a-z0-9+.-])[a-z][a-z0-9+.-]{1,20}:\/\/[^\s/:@"'`<>⟨]{0,100}:)([^\s/@"'`<>⟨]{1,300})(?=@)/gi,
        byPlace: 'bare',
      },
    ],
  },
  {
    // `curl -u user:password`, `sshpass -p password`
    gate: /-u|--(?:proxy-)?user|sshpass/,
    patterns: [
      {
        kind: 'password',
        pattern: /(\s(?:-u|--user|--proxy-user)[ =]["']?[^\s:"'@/]{1,100}:)([^\s"'⟨$:]{3,300})/g,
        byPlace: 'bare',
      },
      { kind: 'password', pattern: /((?<![\w-])sshpass\s{1,3}-p\s{0,3}["']?)([^\s"'⟨$]{2,300})/g, byPlace: 'bare' },
    ],
  },
  {
    gate: /pass|pwd|credential/i,
    patterns: named('password', PASSWORD_NAMES, 'PASS(?:WORD|WD|PHRASE|CODE)?|(?<=[A-Z0-9_])PWD(?!=[/\\\\~])|CREDENTIALS?'),
  },
  {
    gate: /key|secret/i,
    patterns: named(
      'key',
      KEY_NAMES,
      'API_?KEYS?|(?:ACCESS|PRIVATE|ENCRYPTION|SIGNING|ACCOUNT|SECRET|AUTH|MASTER)_?KEY|SECRET',
    ),
  },
  { gate: /token|cookie/i, patterns: named('token', TOKEN_NAMES, 'TOKEN|COOKIE') },
  { gate: /@|%40/, patterns: [{ kind: 'email', pattern: emailPattern() }] },
  { gate: /home|users|documents and|~[a-z_]/i, patterns: homePatterns() },
];

const NO_VALUES =
  /^(?:null|none|nil|undefined|true|false|yes|no|on|off|string|str|number|int|bool(?:ean)?|any|bytes|unknown|required|optional|redacted|hidden|masked|empty|unset|example|placeholder|\*+|x{3,}|\.{3,}|-+|_+|…)$/i;
/** `${NAME}`, `$NAME`, `%NAME%`, `{{ name }}`, `<your key>`, `[MASK]`, and our own placeholders. */
const TEMPLATES = /^(?:\$(?:[A-Z_][A-Z0-9_]*$|[a-z_]+$|[{(])|%[A-Za-z_]+%$|\{|<[^>]*>$|\[[A-Za-z ]{1,20}\]$|⟨)/;
const REFERENCES =
  /^(?:process\.env|os\.(?:environ|getenv)|import\.meta|env[.(]|getenv|System\.|secrets?\.|vars\.|config\.|self\.|this\.|args\.|options?\.|settings\.|await$|new$)/;
/** Names of variables speak of what they hold. */
const SPEAKING = /^[\w.]{0,60}(?:pass(?:word|wd|phrase)?|token|secret|key|credentials?)[\w.]{0,20}$/i;

/**
 * A value that stands where a secret would and is plainly none: a type, a template. Without quotation marks around it, a
 * value may also be code: a reference, the name of a variable, a number.
 */
export const isNoSecret = (value: string, isQuoted: boolean): boolean =>
  NO_VALUES.test(value) ||
  TEMPLATES.test(value) ||
  (!isQuoted && (REFERENCES.test(value) || /^\d{1,12}$/.test(value) || (SPEAKING.test(value) && !/\d/.test(value))));

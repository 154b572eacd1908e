import * as assert from 'node:assert/strict';
import { Redactor } from '../../../../src/core/export/redactor';
import { SECRET_KINDS, type SecretKind } from '../../../../src/core/export/secretKinds';

/** Made up, and put together here, so that nobody who looks for secrets in sources finds one. */
const ALNUM = 'aB3dE5gH7jK9mN1pQ2rS4tU6vW8xY0zA1bC2dE3fG4hJ5kL6mN7pQ8rS9tV';
const HEX = '0123456789abcdef5a4b3c2d1e0f9a8b7c6d5e4f3a2b1c0d9e8f7a6b5c4d3e2f';
const a = (n: number): string => ALNUM.repeat(4).slice(0, n);
const hex = (n: number): string => HEX.repeat(4).slice(0, n);
const base64url = (n: number): string => `${a(Math.ceil(n / 2))}-_${a(n)}`.slice(0, n);

const SHAPES: readonly (readonly [string, SecretKind, string])[] = [
  ['AWS access key', 'key', `AKIA${'QWERTYUIOP234567'}`],
  ['AWS temporary key', 'key', `ASIA${'QWERTYUIOP234567'}`],
  ['Google API', 'key', `AIza${base64url(35)}`],
  ['Google client secret', 'key', `GOCSPX-${base64url(28)}`],
  ['OpenAI', 'key', `sk-${a(48)}`],
  ['OpenAI project', 'key', `sk-proj-${base64url(120)}`],
  ['Anthropic', 'key', `sk-ant-api03-${base64url(95)}`],
  ['OpenRouter', 'key', `sk-or-v1-${hex(64)}`],
  ['Stripe', 'key', `sk_live_${a(24)}`],
  ['Stripe restricted', 'key', `rk_test_${a(24)}`],
  ['Stripe webhook', 'key', `whsec_${a(32)}`],
  ['Groq', 'key', `gsk_${a(52)}`],
  ['xAI', 'key', `xai-${a(80)}`],
  ['Perplexity', 'key', `pplx-${a(48)}`],
  ['Tavily', 'key', `tvly-dev-${a(32)}`],
  ['SendGrid', 'key', `SG.${a(22)}.${base64url(43)}`],
  ['Twilio', 'key', `SK${hex(32)}`],
  ['Mailgun', 'key', `key-${hex(32)}`],
  ['Mailchimp', 'key', `${hex(32)}-us12`],
  ['Shopify', 'key', `shpat_${hex(32)}`],
  ['Linear', 'key', `lin_api_${a(40)}`],
  ['NVIDIA', 'key', `nvapi-${base64url(64)}`],
  ['GitHub', 'token', `ghp_${a(36)}`],
  ['GitHub app', 'token', `ghs_${a(36)}`],
  ['GitHub fine-grained', 'token', `github_pat_${a(22)}_${a(59)}`],
  ['GitLab', 'token', `glpat-${base64url(20)}`],
  ['Slack bot', 'token', `xoxb-123456789012-1234567890123-${a(24)}`],
  ['Slack app', 'token', `xapp-1-A012ABCDEFG-1234567890123-${hex(64)}`],
  ['Hugging Face', 'token', `hf_${a(34)}`],
  ['Replicate', 'token', `r8_${a(37)}`],
  ['npm', 'token', `npm_${a(36)}`],
  ['PyPI', 'token', `pypi-${base64url(150)}`],
  ['Google OAuth', 'token', `ya29.${base64url(100)}`],
  ['DigitalOcean', 'token', `dop_v1_${hex(64)}`],
  ['Databricks', 'token', `dapi${hex(32)}`],
  ['Vault', 'token', `hvs.${base64url(90)}`],
  ['Notion', 'token', `ntn_${a(46)}`],
  ['Airtable', 'token', `pat${a(14)}.${hex(64)}`],
  ['Atlassian', 'token', `ATATT3${base64url(180)}`],
  ['Telegram bot', 'token', `123456789:${base64url(35)}`],
  ['Discord bot', 'token', `M${a(25)}.Gh1jKl.${base64url(38)}`],
  ['JWT', 'token', `eyJ${a(30)}.eyJ${base64url(80)}.${base64url(43)}`],
];

/** How it reads, and what of it is not counted as anything. */
const redact = (text: string): string => new Redactor().text(text);
function kindsOf(text: string): Partial<Record<SecretKind, number>> {
  const redactor = new Redactor();
  redactor.text(text);
  const counts = redactor.counts();
  return Object.fromEntries(SECRET_KINDS.filter((kind) => counts[kind] > 0).map((kind) => [kind, counts[kind]]));
}

describe('Redactor', () => {
  for (const [name, kind, secret] of SHAPES) {
    it(`knows the shape of a ${kind}: ${name}`, () => {
      const places = [
        secret,
        `use ${secret} for it.`,
        `(${secret})`,
        `'${secret}'`,
        `\`${secret}\`,`,
        `https://x.example/a?v=${secret}&b=1`,
        JSON.stringify({ note: `a\n${secret}` }),
        JSON.stringify(JSON.stringify({ q: [secret] })),
        `密钥${secret}，`,
      ];
      for (const text of places) {
        const redacted = redact(text);
        assert.ok(!redacted.includes(secret.slice(8, -4)), `${text} → ${redacted}`);
        assert.deepEqual(kindsOf(text), { [kind]: 1 }, text);
      }
      assert.equal(redact(`a ${secret} b`), `a ⟨${kind} 1⟩ b`);
    });
  }

  const named: readonly (readonly [string, string])[] = [
    ['DB_PASSWORD=hunter', 'DB_PASSWORD=⟨password 1⟩'],
    ['export AWS_SECRET_ACCESS_KEY=wJalr/XUtnFEMI', 'export AWS_SECRET_ACCESS_KEY=⟨key 1⟩'],
    ['MY_SERVICE_TOKEN="a b$c"', 'MY_SERVICE_TOKEN="⟨token 1⟩"'],
    ['password: hunter2!', 'password: ⟨password 1⟩'],
    ['password = "hunter"', 'password = "⟨password 1⟩"'],
    ["'api_key': 'abcdef'", "'api_key': '⟨key 1⟩'"],
    ['{"apiKey":"abcdef","n":1}', '{"apiKey":"⟨key 1⟩","n":1}'],
    ['{"client_secret" : "a\\u0062c\\n"}', '{"client_secret" : "⟨key 1⟩"}'],
    ['"{\\"password\\": \\"hunter\\"}"', '"{\\"password\\":"⟨password 1⟩\\"}"'.replace(':"⟨', ': \\"⟨')],
    ['Authorization: Bearer abcdefgh1234', 'Authorization: Bearer ⟨token 1⟩'],
    ['-H "Authorization: Basic dXNlcjpwYXNzMQ=="', '-H "Authorization: Basic ⟨token 1⟩"'],
    ['{"Authorization":"Bearer abcdefgh1234"}', '{"Authorization":"⟨token 1⟩"}'],
    ['X-Api-Key: abcdefgh1234', 'X-Api-Key: ⟨key 1⟩'],
    ['Cookie: sid=abcdef; theme=dark', 'Cookie: ⟨token 1⟩'],
    ['postgres://ada:hunter@db.example/x', 'postgres://ada:⟨password 1⟩@db.example/x'],
    ['https://x.example/cb?access_token=abcdef&x=1', 'https://x.example/cb?access_token=⟨token 1⟩&x=1'],
    ['Server=db;Password=hunter;Trusted=1', 'Server=db;Password=⟨password 1⟩;Trusted=1'],
    ['mysql --password hunter db', 'mysql --password ⟨password 1⟩ db'],
    ["cli --api-key='abcdef' run", "cli --api-key='⟨key 1⟩' run"],
    ['curl -u ada:hunter2 https://x.example', 'curl -u ada:⟨password 1⟩ https://x.example'],
    ['sshpass -p hunter2 ssh x', 'sshpass -p ⟨password 1⟩ ssh x'],
    ['https://hooks.slack.com/services/T0AAAAAAA/B0BBBBBBB/abcdefghijkl', 'https://hooks.slack.com/services/⟨token 1⟩'],
    ['write to ada@example.org, please', 'write to ⟨e-mail 1⟩, please'],
    ['请联系ada@example.org谢谢', '请联系⟨e-mail 1⟩谢谢'],
    ['mailto:ada.l+x@mail.example.co.uk?to=bob%40example.org', 'mailto:⟨e-mail 1⟩?to=⟨e-mail 2⟩'],
    ['/home/ada/src and /Users/bob', '⟨home 1⟩/src and ⟨home 2⟩'],
    ['It is in /home/ada.', 'It is in ⟨home 1⟩.'],
    ['file:///home/ada/x', 'file://⟨home 1⟩/x'],
    ['C:\\Users\\Ada Lovelace\\x.txt', '⟨home 1⟩\\x.txt'],
    ['{"p":"C:\\\\Users\\\\ada\\\\x"}', '{"p":"⟨home 1⟩\\\\x"}'],
    ['/mnt/c/Users/ada/x', '⟨home 1⟩/x'],
    ['%2Fhome%2Fada%2Fx', '⟨home 1⟩%2Fx'],
    ['cd ~ada/src', 'cd ⟨home 1⟩/src'],
  ];
  for (const [text, wanted] of named) {
    it(`tells a secret by its place: ${text}`, () => {
      assert.equal(redact(text), wanted);
      assert.equal(redact(wanted), wanted, 'a placeholder is no secret');
    });
  }

  it('leaves alone what is none', () => {
    const ordinary = [
      'The quick brown fox reads /etc/passwd, then ~/notes and /usr/home-page.',
      'commit 9f1c2d3e4b5a69788796a5b4c3d2e1f001234567',
      `sha256:${hex(64)} md5 ${hex(32)}`,
      '3f2504e0-4f89-11d3-9a0c-0305e82c3301',
      '20261117_140534_9b4f1b call_aB3dE5gH7jK9mN1pQ2rS4tU6 toolu_01A09q90qw90lq917835lq9 chatcmpl-9b4f1b',
      'prompt_tokens: 1234, max_tokens=4096, "total_tokens": 18204, token_count: 12',
      'const token = parseToken(input); password: string; apiKey?: string',
      'def connect(password=None, token=token, api_key=self.api_key):',
      'API_KEY=$API_KEY TOKEN=${TOKEN} PASSWORD=<your password> SECRET=***',
      'Authorization: Bearer ${token}',
      'headers = {"Authorization": f"Bearer {token}"}',
      '"password": "{{ vault_password }}", "token": null, "secret": "None"',
      'process.env.OPENAI_API_KEY and os.environ["API_KEY"]',
      'the bearer of bad news; passwords are hashed; a secret: nobody knows',
      'icon@2x.png getty@tty1.service react@18.2.0 @types/node git@github.com:a/b.git @app.route',
      'sk-circle-fade-dot-container and task-management-of-the-day-after',
      'http://localhost:3000/a@b http://host:8080/path, ssh://git@host/x',
      '-----BEGIN PUBLIC KEY-----\nMIIB\n-----END PUBLIC KEY-----',
      'look for -----BEGIN RSA PRIVATE KEY----- in it, and say so',
      'PWD=/srv/app docker run -u 1000:1000 x; sort -u a',
      '{"eos_token": "</s>", "pad_token": "[PAD]"}',
      'C:\\Users\\Public\\x /Users/Shared/y https://x.example/home/page a/home/b',
      '~~done~~ ~/src ~5/7 ≈ ~10/min',
      '✓ 12 passed, key: value, keyboard: qwerty1234',
      'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk',
    ];
    for (const text of ordinary) assert.equal(redact(text), text);
  });

  describe('private keys', () => {
    const mark = (which: string, kind: string): string => `-----${which} ${kind}PRIVATE KEY-----`;
    const lines = Array.from({ length: 5 }, (_, i) => a(64 - i)).join('\n');
    for (const kind of ['', 'RSA ', 'EC ', 'OPENSSH ', 'ENCRYPTED ']) {
      const block = `${mark('BEGIN', kind)}\n${lines}\n${mark('END', kind)}`;
      it(`go as a whole, however they are written (${kind === '' ? 'PKCS 8' : kind.trim()})`, () => {
        assert.equal(redact(`a\n${block}\nb`), 'a\n⟨private key 1⟩\nb');
        assert.equal(redact(JSON.stringify({ k: `${block}\n` })), '{"k":"⟨private key 1⟩\\n"}');
        assert.equal(redact(`KEY='${block.replaceAll('\n', '\\n')}'`), "KEY='⟨private key 1⟩'");
        assert.equal(redact(block.replace(/^/gm, '  ')), '  ⟨private key 1⟩');
        assert.deepEqual(kindsOf(`${block}\n${block}`), { privateKey: 2 });
      });
    }

    it('go as far as they are there, when they are cut off', () => {
      assert.equal(redact(`${mark('BEGIN', 'RSA ')}\n${lines}`), '⟨private key 1⟩');
      assert.equal(redact(`${mark('BEGIN', 'RSA ')}\n${lines}\n… cut here`), '⟨private key 1⟩\n… cut here');
    });

    it('take no words with them', () => {
      const text = `${mark('BEGIN', '')} and „words“ ${mark('END', '')}`;
      assert.equal(redact(text), text);
    });
  });

  it('sees through escapes, however deep, in whole and in broken JSON', () => {
    const key = `sk-${a(48)}`;
    const escaped = key.replace('-', '\\u002d').replace(/B/g, '\\u0042');
    assert.equal(redact(`{"a":"${escaped}"}`), '{"a":"⟨key 1⟩"}');
    assert.equal(redact(`{"a":"${escaped}","b":"cut`), '{"a":"⟨key 1⟩","b":"cut');
    assert.equal(redact(`log "${escaped}"\n{"x": "${escaped}"}\n`), 'log "⟨key 1⟩"\n{"x": "⟨key 1⟩"}\n');
    let nested: string = JSON.stringify({ password: 'hunter', path: 'C:\\Users\\ada' });
    for (let i = 0; i < 3; i += 1) nested = JSON.stringify({ body: nested });
    const redacted = redact(nested);
    assert.ok(!/hunter|ada/.test(redacted), redacted);
    let value: unknown = redacted;
    for (let i = 0; i < 4; i += 1) value = JSON.parse((value as { body?: string }).body ?? (value as string));
    assert.deepEqual(value, { password: '⟨password 1⟩', path: '⟨home 1⟩' });
  });

  it('changes nothing else of JSON: numbers, spaces, doubled names', () => {
    const text = '{ "n": 12345678901234567890, "a" : 1.50,\t"a":"\\u00e9\\/", "mail": "x ada@example.org \\n" }';
    assert.equal(redact(text), text.replace('ada@example.org', '⟨e-mail 1⟩').replace('x ⟨e-mail 1⟩ \\n', 'x ⟨e-mail 1⟩ \\n'));
  });

  it('gives the same secret the same name, and another one another', () => {
    const redactor = new Redactor();
    const [one, two] = [`ghp_${a(36)}`, `ghp_${a(37).slice(1)}`];
    assert.equal(redactor.text(`${one} ${two}`), '⟨token 1⟩ ⟨token 2⟩');
    assert.equal(redactor.text(JSON.stringify({ x: `\n${two}`, y: one })), '{"x":"\\n⟨token 2⟩","y":"⟨token 1⟩"}');
    assert.equal(redactor.text('Ada@Example.org, ada%40example.org'), '⟨e-mail 1⟩, ⟨e-mail 1⟩');
    assert.equal(redactor.text('C:\\Users\\ada C:\\\\Users\\\\ada C:/Users/ada'), '⟨home 1⟩ ⟨home 1⟩ ⟨home 1⟩');
    assert.deepEqual(redactor.counts(), { privateKey: 0, key: 0, token: 4, password: 0, email: 2, homePath: 3 });
  });

  it('knows a secret again that only its place had told', () => {
    const redactor = new Redactor();
    redactor.text('password: "tr0ub4dor&3"');
    assert.equal(redactor.text('echo tr0ub4dor&3 | login'), 'echo ⟨password 1⟩ | login');
    redactor.text('password: "harbour"');
    assert.equal(redactor.text('the harbour opens'), 'the harbour opens', 'a word is not taken out everywhere');
  });

  it('goes into values of any depth, and leaves names and numbers', () => {
    const value = { a: ['ada@example.org', { 'ada@example.org': 1 }], b: null, c: 2, d: true };
    assert.deepEqual(new Redactor().value(value), { a: ['⟨e-mail 1⟩', { 'ada@example.org': 1 }], b: null, c: 2, d: true });
  });

  it('takes the last word of a title that was cut, and what begins as a key', () => {
    const title = (text: string): string => new Redactor().title(text);
    assert.equal(title(`Look with ghp_${a(20)}...`), 'Look with ...');
    assert.equal(title('Write to ada@exam…'), 'Write to …');
    assert.equal(title(`Use sk-${a(9)}`), 'Use …');
    assert.equal(title('Set up the berth calendar'), 'Set up the berth calendar');
    assert.equal(title('And so on ...'), 'And so on ...');
    assert.equal(title('Of ada@example.org'), 'Of ⟨e-mail 1⟩');
  });

  it('is not held up by beginnings of private keys without an end', () => {
    const text = '-----BEGIN PRIVATE KEY-----\n'.repeat(120_000);
    assert.equal(redact(text), text);
  });

  it('ends in time that grows with the length only, whatever the text', () => {
    const N = 400_000;
    const patterns = [
      'a', '1', 'a.', '.', '-', '_', '@', 'a@', 'a@a.', '%40', '"', '\\"', '\\', '"\\', '":', '"token":', "'", '{"a":"\\n",',
      'token=', 'token:', 'password ', '--token ', '-u a:', 'sshpass -p', 'Bearer ', 'authorization:', 'x-a-', 'cookie:a=',
      'http://', 'http://a:', 'eyJaaaaaaaaaa.', 'sk-', 'sk-a', 'SG.', 'AKIA', '123456789:', '/home/', '/Users/a', 'C:\\Users\\',
      '~a', '%2Fhome', '-----BEGIN PRIVATE KEY-----', '-----BEGIN PRIVATE KEY-----\naaaaaaaaaaaaaaaaaaaa', '-----END PRIVATE KEY-----',
      '-----BEGIN PRIVATE KEY-----\n-----END RSA PRIVATE KEY-----\n', 'a_secret_', 'APIKEY', 'x{3', '⟨key 1⟩', '\u{1f600}', '\ud800',
      'hooks.slack.com/services/', 'MMMMMMMMMMMMMMMMMMMMMMMMM.', `${'a'.repeat(63)}.`, 'secret: 1a(',
    ];
    for (const pattern of patterns) {
      const text = pattern.repeat(N / pattern.length);
      assert.equal(typeof redact(text), 'string', pattern);
      assert.equal(typeof redact(`"${text}`), 'string', pattern);
      assert.equal(typeof redact(JSON.stringify({ token: text, b: JSON.stringify(text) })), 'string', pattern);
    }
  }).timeout(240_000);

  it('is as good as blind to where a text begins: any prefix hides nothing', () => {
    const secret = `ghp_${a(36)}`;
    let seed = 7;
    const random = (n: number): number => (seed = (seed * 48271) % 2147483647) % n;
    const signs = ' \n\t"\'`:=,;{}[]()<>|/\\&?#@%$~*!。（「—';
    for (let i = 0; i < 3000; i += 1) {
      const around = (): string => Array.from({ length: random(6) }, () => [...signs][random([...signs].length)]).join('');
      const text = `${around()}${secret}${around()}`;
      assert.ok(!redact(text).includes(secret), JSON.stringify(text));
    }
  });
});

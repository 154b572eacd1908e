import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { ConversationRow } from '../../src/core/conversation';
import { documentUri, parseDocumentUri } from '../../src/ui/documentUri';
import type { ProfileModel } from '../../src/ui/profileModel';
import type { Profiles } from '../../src/ui/profiles';
import { resumeCommandOf, resumeInTerminal } from '../../src/ui/resumeSession';
import { SessionDocuments } from '../../src/ui/sessionDocuments';
import { linkTo, parseLink } from '../../src/ui/sessionLinks';
import type { TranscriptKey } from '../../src/ui/transcriptKey';
import { createProfiles, extension } from './extension';

describe('conversations as documents and links', () => {
  let profiles: Profiles;
  let errors: unknown[];
  let model: ProfileModel;
  let rows: ConversationRow[];
  const documents: SessionDocuments[] = [];
  before(async () => {
    errors = [];
    profiles = createProfiles(errors);
    model = (await profiles.readyModels())[0]!;
    await model.client.call('refresh', ['full']);
    const { groups } = await model.client.call('overview', [[], Date.now()]);
    rows = [];
    for (const { key } of groups) rows.push(...(await model.client.call('rows', [[], Date.now(), key, 0, 200])));
    await extension().activate();
  });
  afterEach(() => documents.splice(0).forEach((each) => each.dispose()));
  after(() => {
    profiles.dispose();
    assert.deepEqual(errors, []);
  });

  const rowOf = (label: string): ConversationRow => {
    const row = rows.find((each) => each.label?.startsWith(label) === true);
    assert.ok(row, label);
    return row;
  };
  const keyOf = (label: string, show: TranscriptKey['show'] = 'whole'): TranscriptKey => ({
    profile: model.location.key,
    sessionId: rowOf(label).id,
    show,
  });
  const made = (partChars: number): SessionDocuments => {
    const described = { describe: (failure: Error) => `failure ${failure.message}`, unexpected: (error: unknown) => `bug ${String(error)}` };
    const one = new SessionDocuments({ model: (key) => profiles.model(key), partChars, ...described });
    documents.push(one);
    return one;
  };

  it('are opened by VS Code itself, read-only, and name no path', async () => {
    const uri = documentUri({ key: keyOf(BOOKING), part: 1 }, BOOKING);
    assert.doesNotMatch(decodeURIComponent(uri.toString()), /state\.db|\/home\/|\/tmp\//);
    const document = await vscode.workspace.openTextDocument(uri);
    assert.equal(document.languageId, 'markdown');
    assert.match(document.getText(), new RegExp(`^# ${BOOKING}`));
    assert.match(document.getText(), /\n## You · .*\n\n/);
    assert.equal(vscode.workspace.fs.isWritableFileSystem(uri.scheme), undefined);
  });

  it('come in parts that begin with a message and hold all of it, each leading to the next', async () => {
    const key = keyOf(BOOKING);
    const whole = await made(Infinity).provideTextDocumentContent(documentUri({ key, part: 1 }, 'x'));
    const parts = made(4_000);
    const texts: string[] = [];
    for (let part = 1; texts.length < 100; part += 1) {
      const text = await parts.provideTextDocumentContent(documentUri({ key, part }, 'x'));
      const next = `*Goes on in part ${part + 1}*\n`;
      texts.push(text.replace(next, ''));
      if (!text.endsWith(next)) break;
    }
    assert.ok(texts.length > 3, `${texts.length} parts`);
    assert.equal(texts.join(''), whole);
    for (const text of texts.slice(1)) assert.match(text, /^(## |<details>|---)/);
    const beyond = await parts.provideTextDocumentContent(documentUri({ key, part: texts.length + 1 }, 'x'));
    assert.match(beyond, /no such part/);
  });

  it('know which message stands at a line, with the ids of the transcript', async () => {
    const key = keyOf(BOOKING);
    const uri = documentUri({ key, part: 1 }, BOOKING);
    const own = made(Infinity);
    const lines = (await own.provideTextDocumentContent(uri)).split('\n');
    const page = await model.client.call('page', [{ sessionId: key.sessionId, source: null, isWhole: true }, 0, 200]);
    const first = page.find(({ role }) => role === 'user');
    const heading = lines.findIndex((line) => line.startsWith('## You'));
    assert.equal(own.messageAt(uri, heading + 1)?.messageId, first?.id);
    assert.equal(own.messageAt(uri, 0)?.messageId, null);
    const last = await model.client.call('source', [{ sessionId: key.sessionId, source: null, isWhole: true }]);
    const end = own.messageAt(uri, lines.length)?.messageId ?? '';
    const message = await model.client.call('message', [{ sessionId: key.sessionId, source: null, isWhole: true }, end]);
    assert.equal(message?.index, last.messageCount - 1);
  });

  it('say in words what cannot be shown', async () => {
    const gone = { ...keyOf(BOOKING), sessionId: 'nobody' };
    assert.equal(await made(9).provideTextDocumentContent(documentUri({ key: gone, part: 1 }, 'x')), 'failure session_not_found');
    const missing = keyOf(BOOKING, 'session_json');
    assert.equal(await made(9).provideTextDocumentContent(documentUri({ key: missing, part: 1 }, 'x')), 'failure copy_missing');
    const elsewhere = { ...keyOf(BOOKING), profile: 'nowhere' };
    assert.match(await made(9).provideTextDocumentContent(documentUri({ key: elsewhere, part: 1 }, 'x')), /not there any more/);
  });

  it('have undone messages where the transcript shows them, each marked', async () => {
    const { key, row } = { key: keyOf(BOOKING), row: rowOf(BOOKING) };
    const text = async (withUndone: boolean): Promise<string> => made(1e9).provideTextDocumentContent(documentUri({ key, part: 1, withUndone }, row.label ?? ''));
    const [without, withThem] = [await text(false), await text(true)];
    assert.ok(!without.includes('Use a library for the zone names instead.') && / undone messages? not shown/.test(without));
    assert.match(withThem, /Use a library for the zone names instead\.\s+\*\\\[undone\\\]\*/);
    assert.ok(!/ undone messages? not shown/.test(withThem));
  });

  it('have addresses that are read back, and nothing else is', () => {
    for (const show of ['whole', 'segment', 'previous_copy', 'path:_recovery/r/originals/a.json'] as const) {
      const part = { key: { profile: 'p&q=1', sessionId: 'a/../b c\n', show }, part: 3 };
      for (const each of [part, { ...part, withUndone: true }]) assert.deepEqual(parseDocumentUri(documentUri(each, 'a/b\\c')), each);
    }
    const odd = ['', 'profile=p', 'profile=p&id=a&show=path:../x', 'profile=p&id=a&part=0', 'profile=p&id=a&part=1e9', 'profile=p&id=a&show='];
    for (const query of odd) assert.equal(parseDocumentUri(vscode.Uri.from({ scheme: 'hermes-session', path: '/x.md', query })), null, query);
    assert.equal(parseDocumentUri(vscode.Uri.file('/x')), null);
  });

  it('have links that name ids only, and refuse what is none', () => {
    const link = { profile: 'key', sessionId: 'a/../b c&profile=x', show: 'previous_copy', messageId: '1:7&id=b' } as const;
    const uri = linkTo(link, 'hermes-sessions.hermes-sessions');
    assert.equal(uri.scheme, vscode.env.uriScheme);
    assert.deepEqual(parseLink(vscode.Uri.parse(uri.toString(), true)), link);
    const parse = (path: string, query: string): unknown => parseLink(vscode.Uri.from({ scheme: 'vscode', authority: 'x.y', path, query }));
    assert.deepEqual(parse('/open', 'id=a&path=/etc/passwd&show=path:x'), { sessionId: 'a', profile: null, show: null, messageId: null });
    for (const [path, query] of [['/', 'id=a'], ['/open', ''], ['/open', 'id='], ['/open', `id=${'x'.repeat(1025)}`], ['/run', 'id=a']] as const)
      assert.equal(parse(path, query), null, query);
  });

  it('can be resumed only where Hermes would find them', () => {
    assert.deepEqual(resumeCommandOf(model, rowOf(BOOKING))?.args, ['--resume', rowOf(BOOKING).id]);
    assert.equal(resumeCommandOf(model, rowOf('Colours of the harbour map')), null, 'only a file');
  });

  it('are resumed by a program with arguments in a terminal, and typed into none', async () => {
    const row = rowOf(BOOKING);
    const known = new Set(vscode.window.terminals);
    try {
      await resumeInTerminal(model, row);
      const [terminal, ...others] = vscode.window.terminals.filter((each) => !known.has(each));
      assert.ok(terminal !== undefined && others.length === 0);
      const { name, shellPath, shellArgs } = terminal.creationOptions as vscode.TerminalOptions;
      assert.deepEqual([name, shellPath, shellArgs], [row.label, 'hermes', ['--resume', row.id]]);
    } finally {
      for (const terminal of vscode.window.terminals) if (!known.has(terminal)) terminal.dispose();
    }
  });
});

const BOOKING = 'Show booking times in the visitor’s zone';

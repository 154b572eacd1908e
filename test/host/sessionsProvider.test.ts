import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { Profiles } from '../../src/ui/profiles';
import type { TreeRow } from '../../src/ui/sessionNodes';
import { SessionsProvider } from '../../src/ui/sessionsProvider';
import { FixtureDatabase } from '../support/fixtureDatabase';
import { until } from './effects';
import { createProfiles } from './extension';

describe('the rows of the session tree', () => {
  let scratch: string;
  let profiles: Profiles;
  let provider: SessionsProvider;
  let errors: unknown[];
  const settings = (): vscode.WorkspaceConfiguration => vscode.workspace.getConfiguration('hermesSessions');
  const set = (name: string, value: string | undefined): Thenable<void> =>
    settings().update(name, value, vscode.ConfigurationTarget.Global);

  beforeEach(() => {
    scratch = fs.mkdtempSync(join(tmpdir(), 'hs-'));
    errors = [];
    profiles = createProfiles(errors);
    provider = new SessionsProvider(profiles);
  });
  afterEach(async () => {
    provider.dispose();
    profiles.dispose();
    for (const name of ['home', 'stateDb']) await set(name, undefined);
    fs.rmSync(scratch, { recursive: true, force: true });
    assert.deepEqual(errors, []);
  });

  const item = (node: TreeRow): vscode.TreeItem => provider.getTreeItem(node);
  const labelOf = (node: TreeRow): string => {
    const { label } = item(node);
    return typeof label === 'string' ? label : (label?.label ?? '');
  };
  const labels = async (parent?: TreeRow): Promise<string[]> => (await provider.getChildren(parent)).map(labelOf);
  /** Every row below `parent`, in the order of the tree. */
  const walk = async (parent?: TreeRow): Promise<TreeRow[]> => {
    const nodes: TreeRow[] = [];
    for (const node of await provider.getChildren(parent)) nodes.push(node, ...(await walk(node)));
    return nodes;
  };
  /** Asks for the rows, as a view does, until all is read. */
  const complete = (): Promise<void> =>
    until(async () => (await profiles.readyModels()).every((model) => model.state?.complete === true));
  const database = async (path: string, title: string): Promise<void> => {
    const db = await FixtureDatabase.create();
    db.addSession({ id: 'a', title, message_count: 1 });
    db.addMessage({ session_id: 'a', role: 'user', content: 'Hello' });
    db.toFile(path);
    db.close();
  };

  it('have ids that differ, and stay the same when everything is asked for anew', async () => {
    await complete();
    const ids = (await walk()).map((node) => item(node).id);
    assert.ok(ids.length > 60, `${ids.length} rows`);
    // A branch has a row of its own and one below its parent; both are asked for here, and tell themselves apart.
    assert.equal(new Set(ids).size, ids.length);
    await profiles.refresh();
    assert.deepEqual(
      (await walk()).map((node) => item(node).id),
      ids,
    );
  });

  it('have commands without arguments, which VS Code would forget with the next refresh of the row', async () => {
    await complete();
    const commands = (await walk()).flatMap((row) => item(row).command ?? []);
    assert.ok(commands.length > 50, `${commands.length} commands`);
    assert.deepEqual(
      commands.filter((command) => command.arguments !== undefined),
      [],
    );
  });

  it('have tooltips, made when asked for, in which a title is text and nothing else', async () => {
    await complete();
    const hostile = (await walk()).find((node) => labelOf(node).startsWith('<img src=x'));
    assert.ok(hostile);
    const plain = item(hostile);
    assert.equal(plain.tooltip, undefined, 'made before it was asked for');
    const { tooltip } = await provider.resolveTreeItem(plain, hostile);
    assert.ok(tooltip instanceof vscode.MarkdownString);
    assert.ok(!tooltip.isTrusted && !tooltip.supportHtml && !tooltip.supportThemeIcons);
    assert.doesNotMatch(tooltip.value, /[^\\]\]\(command:/);
    assert.match(tooltip.value.replaceAll(/&nbsp;|\\/g, ' '), /Model:\s+nousresearch/);
  });

  it('are given once, to whoever asked last, when a list is drawn anew while it is read', async () => {
    await complete();
    const [profile] = await provider.getChildren();
    const groups = await provider.getChildren(profile);
    const today = groups.find((row) => row.node.kind === 'group');
    const first = provider.getChildren(today);
    // VS Code draws the profile and, below it, the day anew: it has forgotten what it asked for, and would hold those rows twice.
    item(profile!);
    for (const row of await provider.getChildren(profile)) item(row);
    const second = provider.getChildren(today);
    assert.deepEqual([(await first).length, (await second).length > 0], [0, true]);
  });

  it('follow the setting “home” at once, and go back with it', async () => {
    const home = join(scratch, 'home');
    fs.mkdirSync(home);
    await database(join(home, 'state.db'), 'In the other home');
    await profiles.readyModels();
    assert.deepEqual(await labels(), ['default', 'research']);
    let changes = 0;
    provider.onDidChangeTreeData(() => (changes += 1));
    await set('home', home);
    await until(() => changes > 0);
    await complete();
    assert.deepEqual((await walk()).map(labelOf), ['May 2026', 'In the other home']);
    await set('home', undefined);
    await until(() => profiles.known.length === 2);
    assert.deepEqual(await labels(), ['default', 'research']);
  });

  it('say that what was written last may be missing when its log cannot be used, and no longer when it can', async () => {
    const path = join(scratch, 'state.db');
    await database(path, 'In the file');
    fs.mkdirSync(`${path}-wal`);
    await set('stateDb', path);
    await until(async () => (await walk()).some((node) => labelOf(node) === 'In the file'));
    await complete();
    const notices = async (): Promise<vscode.TreeItem[]> =>
      (await walk()).map(item).filter((row) => row.contextValue === 'notice' && row.description === 'state.db-wal');
    const [notice, ...more] = await notices();
    assert.deepEqual([notice?.label, more.length], ['What was written last may be missing', 0]);
    assert.ok(typeof notice?.tooltip === 'string');
    assert.match(notice.tooltip, /state\.db-wal is not an ordinary file/);
    fs.rmdirSync(`${path}-wal`);
    await profiles.refresh();
    await until(async () => (await notices()).length === 0);
  });

  it('say so when “stateDb” names a file that is not there, and list what is beside it', async () => {
    await profiles.readyModels();
    await set('stateDb', join(scratch, 'nowhere', 'state.db'));
    await until(() => profiles.known[0]?.location.stateDbPath.startsWith(scratch) === true);
    await complete();
    const [first] = await provider.getChildren();
    const rows = (await provider.getChildren(first)).map((node) => item(node));
    const notice = rows.find((row) => row.contextValue === 'notice');
    assert.equal(notice?.label, 'state.db cannot be read');
    assert.equal(notice.description, 'there is no database');
    assert.ok(typeof notice.tooltip === 'string');
    assert.match(notice.tooltip, /There is no database at .*nowhere/);
    assert.ok(
      rows.some((row) => row.contextValue === 'group'),
      'the conversation files are still listed',
    );

    await database(join(scratch, 'named.db'), 'In the named database');
    await set('stateDb', join(scratch, 'named.db'));
    await until(async () => (await walk()).some((node) => labelOf(node) === 'In the named database'));
  });
});

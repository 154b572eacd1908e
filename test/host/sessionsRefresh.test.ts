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

/** Noon of a day in the middle of a month: the same month in every time zone. */
const MAY = Date.UTC(2024, 4, 15, 12) / 1000;
const JUNE = Date.UTC(2024, 5, 15, 12) / 1000;
const SESSIONS = 300;

describe('what is drawn anew after a change, in a tree of 300 conversations', () => {
  let home: string;
  let db: FixtureDatabase;
  let profiles: Profiles;
  let provider: SessionsProvider;
  const errors: unknown[] = [];
  /** What each event named: labels, or "everything". */
  const events: (string[] | 'everything')[] = [];

  before(async () => {
    home = fs.mkdtempSync(join(tmpdir(), 'hs-'));
    fs.writeFileSync(join(home, 'active_profile'), 'default\n');
    db = await FixtureDatabase.create();
    for (let n = 1; n <= SESSIONS; n += 1) add(`s${n}`, `Boat ${n}`, MAY + n * 60);
    add('late', 'The last one', JUNE);
    save();
    await vscode.workspace.getConfiguration('hermesSessions').update('home', home, vscode.ConfigurationTarget.Global);
    profiles = createProfiles(errors);
    provider = new SessionsProvider(profiles, () => Date.UTC(2024, 6, 31));
    provider.onDidChangeTreeData((rows) => events.push(rows === undefined ? 'everything' : rows.map(labelOf)));
    await until(async () => (await profiles.readyModels()).every((model) => model.state?.complete === true));
  });
  beforeEach(async () => {
    await walk();
    events.length = 0;
  });
  after(async () => {
    provider.dispose();
    profiles.dispose();
    db.close();
    await vscode.workspace.getConfiguration('hermesSessions').update('home', undefined, vscode.ConfigurationTarget.Global);
    fs.rmSync(home, { recursive: true, force: true });
    assert.deepEqual(errors, []);
  });

  const add = (id: string, title: string, at: number): void => {
    db.addSession({ id, title, started_at: at, last_activity_at: at, message_count: 1 });
    db.addMessage({ session_id: id, role: 'user', content: 'Hello', timestamp: at });
  };
  const addMessage = (id: string, at: number): void => {
    db.addMessage({ session_id: id, role: 'assistant', content: 'Yes.', timestamp: at });
    db.exec(`UPDATE sessions SET message_count = message_count + 1, last_activity_at = ${at} WHERE id = '${id}'`);
  };
  const save = (): void => {
    db.toFile(join(home, 'next.tmp'));
    fs.renameSync(join(home, 'next.tmp'), join(home, 'state.db'));
  };
  const labelOf = (row: TreeRow): string => {
    const { label } = provider.getTreeItem(row);
    return typeof label === 'string' ? label : (label?.label ?? '');
  };
  /** Every row, asked for as a view does in which all days are open. */
  const walk = async (parent?: TreeRow): Promise<TreeRow[]> => {
    const rows: TreeRow[] = [];
    for (const row of await provider.getChildren(parent)) rows.push(row, ...(await walk(row)));
    return rows;
  };
  const rowNamed = async (label: string): Promise<TreeRow> => {
    const row = (await walk()).find((each) => labelOf(each) === label);
    assert.ok(row, label);
    return row;
  };
  /** Lets the profile read what was saved; the change and its comparison have been told when this resolves. */
  const refresh = async (): Promise<void> => {
    for (const model of profiles.known) await model.refresh();
    await provider.settled();
  };

  it('“show more” draws its day only', async () => {
    assert.equal((await walk()).length, 2 + 1 + 200 + 1);
    await provider.showMore(await rowNamed('Show 100 more'));
    assert.deepEqual(events, [['May 2024']]);
    assert.equal((await walk()).length, 2 + 1 + SESSIONS);
  });

  it('nothing, when nothing changed', async () => {
    await refresh();
    save();
    await refresh();
    assert.deepEqual(events, []);
  });

  it('one row, once, for a message in the newest conversation', async () => {
    const row = await rowNamed('The last one');
    assert.match(String(provider.getTreeItem(row).description), /· 1 message$/);
    addMessage('late', JUNE + 60);
    save();
    await refresh();
    assert.deepEqual(events, [['The last one']]);
    assert.match(String(provider.getTreeItem(row).description), /· 2 messages$/);
  });

  it('one day, for a message that moves a conversation to its top', async () => {
    addMessage('s150', MAY + (SESSIONS + 1) * 60);
    save();
    await refresh();
    assert.deepEqual(events, [['May 2024']]);
    const may = await rowNamed('May 2024');
    assert.equal(labelOf((await provider.getChildren(may))[0] as TreeRow), 'Boat 150');
  });

  it('both days in one event, for a conversation that goes from one to the other', async () => {
    const before = (await rowNamed('Boat 7')).id;
    addMessage('s7', JUNE + 120);
    save();
    await refresh();
    assert.deepEqual(events, [['June 2024', 'May 2024']]);
    const ids = (await walk()).map((row) => row.id);
    assert.equal(new Set(ids).size, ids.length, 'a row stands in two days');
    assert.ok(ids.includes(before), 'the row is another, and its selection is lost');
  });

  it('everything, when a day comes', async () => {
    add('july', 'In July', Date.UTC(2024, 6, 15, 12) / 1000);
    save();
    await refresh();
    assert.deepEqual(events, ['everything']);
  });
});

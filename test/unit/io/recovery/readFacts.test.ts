import * as assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { audit } from '../../../../src/core/recovery/audit';
import { reportOf, severityOf } from '../../../../src/core/recovery/report';
import type { RecoveryFacts } from '../../../../src/core/recovery/snapshot';
import { nodeFiles } from '../../../../src/io/files';
import { readFacts } from '../../../../src/io/recovery/readFacts';
import { testSql } from '../../../support/fixtureDatabase';
import { readDirectoryState } from '../../../support/directoryState';
import { pseudoRandom } from '../../core/recovery/pseudoRandom';
import { errorOf } from '../memoryFiles';
import { TracedFiles } from '../tracedFiles';

const NOW = Date.UTC(2030, 0, 1);

describe('readFacts', () => {
  let dir: string;
  let files: TracedFiles;

  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'hs-'));
    files = new TracedFiles();
  });
  afterEach(() => {
    assert.equal(files.openHandles, 0, 'a file was left open');
    rmSync(dir, { recursive: true });
  });

  const put = (name: string, content: unknown): void =>
    writeFileSync(join(dir, name), typeof content === 'string' ? content : JSON.stringify(content));
  const read = async (sessionDir = dir): Promise<RecoveryFacts> =>
    readFacts({ sessionDir, databases: [], agentDirs: [], sqlJs: await testSql(), now: NOW, files });
  const conversation = (id: string): object => ({ session_id: id, messages: [{ role: 'user', content: id }] });

  // Links and pipes of this kind are POSIX's.
  if (process.platform !== 'win32') {
    it('never follows a link and never opens a FIFO or a directory', async () => {
      put('real.json', conversation('real'));
      symlinkSync(join(dir, 'real.json'), join(dir, 'link.json'));
      symlinkSync(join(dir, 'real.json'), join(dir, 'link.json.bak'));
      mkdirSync(join(dir, 'folder.json'));
      execFileSync('mkfifo', [join(dir, 'fifo.json')]);
      const facts = await read();
      assert.deepEqual(
        facts.live.map(({ name, content }) => [name, content.state === 'not_a_file' ? content.found : content.state]),
        [
          ['fifo.json', 'other'],
          ['folder.json', 'directory'],
          ['link.json', 'link'],
          ['real.json', 'whole'],
        ],
      );
      assert.deepEqual(files.opened, [join(dir, 'real.json')]);
    });
  }

  if (process.platform !== 'win32') {
    it('neither waits for a FIFO nor reads one that took the place of a file since the listing', async () => {
      put('a.json', conversation('a'));
      files.before = (call, path) => {
        if (call !== 'open') return;
        rmSync(path);
        execFileSync('mkfifo', [path]);
      };
      const facts = await read();
      assert.deepEqual(facts.live[0]?.content, { state: 'unchecked', reason: 'not_a_file' });
      assert.equal(files.bytesRead, 0);
    });
  }

  it('opens each file without asking for it before, and asks twice while it is open', async () => {
    put('a.json', conversation('a'));
    put('a.json.bak', conversation('a'));
    mkdirSync(join(dir, '_turn_journal'));
    put(join('_turn_journal', 'a~1.jsonl'), '');
    let open = 0;
    files.statOpen = (fd) => {
      open += 1;
      return nodeFiles.statOpen(fd);
    };
    await read();
    assert.deepEqual([files.opened.length, files.stats, open], [3, 0, 6]);
  });

  it('does not read a file of 300 MB, and says so', async () => {
    put('huge.json', '{');
    truncateSync(join(dir, 'huge.json'), 300 * 1024 * 1024);
    const facts = await read();
    assert.ok(files.bytesRead < 1024);
    const report = reportOf(facts, audit(facts));
    assert.deepEqual(report.not_checked, [{ file: 'huge.json', reason: 'too_large' }]);
    assert.equal(severityOf(report), 2, 'not looked into is not clean');
  });

  it('says what the system refused', async () => {
    put('a.json', conversation('a'));
    put('b.json', conversation('b'));
    files.before = (call, path) => {
      if (call === 'open' && path.endsWith('a.json')) throw errorOf('EACCES');
    };
    const facts = await read();
    assert.deepEqual(reportOf(facts, []).not_checked, [{ file: 'a.json', reason: 'EACCES' }]);
    assert.equal(facts.live[1]?.content.state, 'whole');
  });

  it('does not take a folder that cannot be listed, or a book that cannot be read, for an empty one', async () => {
    put('a.json', conversation('a'));
    put('_index.json', '[]');
    put('_deleted_webui_sessions.json', '{');
    mkdirSync(join(dir, '_turn_journal'));
    files.before = (call, path) => {
      if (call === 'list' && path.endsWith('_turn_journal')) throw errorOf('EACCES');
      if (call === 'open' && path.endsWith('_index.json')) throw errorOf('EIO');
    };
    const facts = await read();
    const report = reportOf(facts, audit(facts));
    assert.deepEqual(report.items, []);
    assert.deepEqual(report.not_checked, [
      { file: '_index.json', reason: 'EIO' },
      { file: '_deleted_webui_sessions.json', reason: 'damaged' },
      { file: join(dir, '_turn_journal'), reason: 'EACCES' },
    ]);
  });

  it('tells a directory that is not there from one that cannot be listed', async () => {
    assert.equal((await read(join(dir, 'none'))).directory.state, 'absent');
    files.before = (call) => {
      if (call === 'list') throw errorOf('EACCES');
    };
    const facts = await read();
    assert.deepEqual(facts.directory, { state: 'unreadable', reason: 'EACCES' });
    assert.deepEqual(audit(facts), [], 'nothing is known, so nothing is said');
  });

  it('does not mind depth', async () => {
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    put(
      'a.json',
      `{"session_id": "a", "x": ${deep}, "messages": [{"role": "user", "content": ${deep}, "tool_calls": ${deep}}]}`,
    );
    put('b.json', '{"messages": ['.repeat(50_000));
    const facts = await read();
    assert.deepEqual(
      facts.live.map(({ content }) => content.state),
      ['whole', 'damaged'],
    );
  });

  it('leaves out the events of journals whose turns ended once, and finds in the rest what all of them say', () => {
    const random = pseudoRandom(8);
    mkdirSync(join(dir, '_turn_journal'));
    const lines = (): string =>
      Array.from({ length: random(5) }, () => {
        const event = ['submitted', 'worker_started', 'completed', 'completed', 'interrupted'][random(5)];
        const turn = { event, turn_id: `t${random(3)}`, created_at: 1_785_000_000 + random(9), content: `ask ${random(2)}` };
        return random(30) === 0 ? '{"torn' : JSON.stringify(turn);
      }).join('\n');
    for (let i = 0; i < 400; i += 1) {
      const messages = [{ role: 'user', content: `ask ${random(2)}`, timestamp: 1_785_000_000 + random(9) }];
      put(`s${i}.json`, { session_id: `s${i}`, messages });
      // A turn may end in one file, and once more in the other.
      for (const pid of random(3) === 0 ? [1, 2] : [1]) put(join('_turn_journal', `s${i}~${pid}.jsonl`), lines());
    }
    const request = { sessionDir: dir, databases: [], agentDirs: [], sqlJs: null, now: NOW, files };
    const [short, all] = [readFacts(request), readFacts({ ...request, journals: 'all' })];
    const report = reportOf(all, audit(all));
    assert.deepEqual(reportOf(short, audit(short)), report);
    const kinds = new Set(report.items.map(({ kind }) => kind));
    assert.ok(kinds.has('turn_journal_pending_turn') && kinds.has('turn_journal_terminal_collision'), [...kinds].join());
    const without = (facts: RecoveryFacts): number => facts.turnJournals.filter(({ events }) => events.length === 0).length;
    assert.ok(without(short) > without(all) + 50, `${without(short)} of ${without(all)}`);
  });

  it('reads again when a file came or went meanwhile', async () => {
    put('a.json', conversation('a'));
    let saves = 0;
    files.before = (call, path) => {
      if (call !== 'open' || !path.endsWith('a.json') || saves > 0) return;
      saves += 1;
      put('b.tmp', conversation('b'));
      renameSync(join(dir, 'b.tmp'), join(dir, 'b.json'));
    };
    const facts = await read();
    assert.deepEqual([facts.isSettled, facts.live.map(({ sessionId }) => sessionId)], [true, ['a', 'b']]);
    let count = 0;
    files.before = (call) => {
      if (call === 'open') put(`new${(count += 1)}.json`, conversation(`new${count}`));
    };
    assert.equal((await read()).isSettled, false);
  });

  it('reads a file whose writer does not stop as one that is being written', async () => {
    put('a.json', conversation('a'));
    let length = 0;
    files.before = (call) => {
      if (call === 'read') put('a.json', `${JSON.stringify(conversation('a'))}${' '.repeat((length += 1))}`);
    };
    assert.deepEqual((await read()).live[0]?.content, { state: 'unchecked', reason: 'changing' });
  });

  it('names what lies in a directory as Hermes WebUI does', async () => {
    for (const name of ['a.json', '.hidden.json', '._a.json', '_x.json', 'A.JSON', 'a.json.bak', 'a.txt'])
      put(name, conversation('a'));
    const temporaries = ['a.tmp.1.2', 'a.json.bak.tmp.1.2', 'a.json.recover.tmp', 'a.json.reconcile.tmp.1.2'];
    const books = [
      '_index.tmp.1.2',
      '_index.tmp.recovery.1.2',
      '_deleted_webui_sessions.tmp.1.2',
      '._index.json.1.2.tmp',
    ];
    for (const name of [...temporaries, ...books]) put(name, conversation('a'));
    const facts = await read();
    assert.deepEqual(
      facts.live.map(({ name }) => name),
      ['.hidden.json', 'a.json'],
    );
    assert.deepEqual(
      facts.backups.map(({ name }) => name),
      ['a.json.bak'],
    );
    const named = (purpose: string): string[] =>
      facts.temporaries.filter((t) => t.purpose === purpose).map(({ name }) => name);
    assert.deepEqual([named('session'), named('book')], [temporaries.sort(), books.sort()]);
    assert.deepEqual([...new Set(facts.temporaries.map(({ sessionId }) => sessionId))].sort(), ['', 'a']);
  });

  it('is fine with ten thousand files, and changes none', async function () {
    this.timeout(60_000);
    for (let i = 0; i < 10_000; i += 1) put(`s${i}.json`, conversation(`s${i}`));
    put(
      '_index.json',
      Array.from({ length: 10_000 }, (_, i) => ({ session_id: `s${i}`, message_count: 1 })),
    );
    const before = readDirectoryState(dir);
    const facts = await read();
    const report = reportOf(facts, audit(facts));
    assert.deepEqual([report.summary.ok, report.items], [10_000, []]);
    assert.deepEqual(readDirectoryState(dir), before);
  });
});

import * as assert from 'node:assert/strict';
import { readMessageIndex } from '../../../../src/io/stateDb/messageIndex';
import { FIXTURE_SECOND, type Cell, type FixtureDatabase } from '../../../support/fixtureDatabase';
import { useStateDb, VERSIONS } from './setup';

describe('readMessageIndex', function () {
  this.timeout(120_000);
  const setup = useStateDb();
  const index = (id = 's') => {
    const { shown, undone, incomplete } = setup.read((db, schema) => readMessageIndex(db, schema, id));
    assert.equal(incomplete, false);
    return {
      shown: shown.map((entry) => `${entry.id} ${entry.state}`),
      undone: undone.map((entry) => `${entry.id} ${entry.state}`),
    };
  };
  const add = (db: FixtureDatabase, row: Readonly<Record<string, Cell>>): number =>
    db.addMessage({ session_id: 's', role: 'user', content: 'x', ...row });

  for (const schema of VERSIONS) {
    it(`lists the messages of one session in schema ${schema}, by id though the clock stepped back`, async () => {
      await setup.make(
        (db) => {
          add(db, { timestamp: FIXTURE_SECOND + 50 });
          db.addMessage({ session_id: 'other', role: 'user', content: 'x' });
          add(db, { timestamp: FIXTURE_SECOND + 10 });
          add(db, { timestamp: 5e246 });
        },
        { schema },
      );
      assert.deepEqual(index(), { shown: ['1 live', '3 live', '4 live'], undone: [] });
      assert.deepEqual(index('nobody'), { shown: [], undone: [] });
    });
  }

  it('tells live, compacted and undone rows apart, and takes NULL as live', async () => {
    await setup.make((db) => {
      // As it was added in the wild: without a default, so that older rows hold NULL.
      db.exec(
        'DROP INDEX idx_messages_session_active; DROP INDEX idx_messages_active_null; ' +
          'DROP INDEX idx_messages_display_page;',
      );
      db.exec('ALTER TABLE messages DROP COLUMN active; ALTER TABLE messages ADD COLUMN active INTEGER;');
      add(db, { active: 0, compacted: 1 });
      add(db, { active: 0, compacted: 0 });
      add(db, { active: 1 });
      add(db, { active: null });
    });
    assert.deepEqual(index(), { shown: ['1 compacted', '3 live', '4 live'], undone: ['2 undone'] });
  });

  it('shows what a compaction copied once: the live row, of two archived ones the newer', async () => {
    await setup.make((db) => {
      const same = { timestamp: FIXTURE_SECOND, content: 'kept', tool_calls: '[]' };
      add(db, { ...same, active: 0, compacted: 1 });
      add(db, { ...same, active: 0, compacted: 1 });
      add(db, { ...same, content: 'gone', active: 0, compacted: 1 });
      add(db, { ...same, content: 'gone', active: 0, compacted: 1 });
      add(db, same);
      add(db, { ...same, timestamp: FIXTURE_SECOND + 1, active: 0, compacted: 1 });
      add(db, { ...same, role: 'assistant', active: 0, compacted: 1 });
      add(db, { ...same, tool_calls: null, active: 0, compacted: 1 });
      add(db, { ...same, tool_calls: '', active: 0, compacted: 1 });
      add(db, { ...same, content: '\0json:["a"]', active: 0, compacted: 1 });
      add(db, { ...same, content: '\0json:["b"]', active: 0, compacted: 1 });
    });
    assert.deepEqual(index().shown, [
      '4 compacted',
      '5 live',
      '6 compacted',
      '7 compacted',
      '8 compacted',
      '9 compacted',
      '10 compacted',
      '11 compacted',
    ]);
  });

  it('shows two equal live rows both, also beside an archived copy and an undone row', async () => {
    await setup.make((db) => {
      const same = { timestamp: FIXTURE_SECOND, content: 'again' };
      add(db, same);
      add(db, same);
      add(db, { ...same, active: 0, compacted: 1 });
      add(db, { ...same, active: 0 });
    });
    assert.deepEqual(index(), { shown: ['1 live', '2 live'], undone: ['4 undone'] });
  });

  it('takes inactive rows as undone where nothing says what was compacted', async () => {
    await setup.make(
      (db) => {
        add(db, { active: 0 });
        add(db, {});
      },
      { schema: 16 },
    );
    assert.deepEqual(index(), { shown: ['2 live'], undone: ['1 undone'] });
  });
});

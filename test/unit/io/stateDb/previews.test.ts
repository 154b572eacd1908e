import * as assert from 'node:assert/strict';
import { readPreview } from '../../../../src/io/stateDb/previews';
import { FIXTURE_SECOND, type Cell, type FixtureDatabase } from '../../../support/fixtureDatabase';
import type { SchemaVersion } from '../../../support/hermesSchema';
import { useStateDb, VERSIONS } from './setup';

describe('readPreview', function () {
  this.timeout(120_000);
  const setup = useStateDb();
  const user = (db: FixtureDatabase, content: Cell, row: Readonly<Record<string, Cell>> = {}): number =>
    db.addMessage({ session_id: 's', role: 'user', content, ...row });

  async function preview(fill: (db: FixtureDatabase) => void, schema: SchemaVersion = 30): Promise<string> {
    await setup.make(fill, { schema });
    return setup.read((db, probed) => readPreview(db, probed, 's'));
  }

  for (const schema of VERSIONS) {
    it(`is the first user row by time in schema ${schema}`, async () => {
      const fill = (db: FixtureDatabase): void => {
        db.addMessage({ session_id: 's', role: 'assistant', content: 'no', timestamp: FIXTURE_SECOND });
        user(db, 'second', { timestamp: FIXTURE_SECOND + 2 });
        user(db, null, { timestamp: FIXTURE_SECOND });
        user(db, 'first\nline', { timestamp: FIXTURE_SECOND + 1 });
        user(db, 'later id', { timestamp: FIXTURE_SECOND + 1 });
        db.addMessage({ session_id: 'other', role: 'user', content: 'no', timestamp: FIXTURE_SECOND - 5 });
      };
      assert.equal(await preview(fill, schema), 'first line');
    });
  }

  it('is cut as Hermes cuts it', async () => {
    assert.equal(await preview((db) => user(db, 'x'.repeat(60))), 'x'.repeat(60));
    assert.equal(await preview((db) => user(db, '日'.repeat(70))), `${'日'.repeat(60)}...`);
  });

  it('shows the text of structured content, where Hermes shows nothing', async () => {
    const parts = JSON.stringify([
      { type: 'image_url', image_url: { url: 'x' } },
      { type: 'text', text: 'What is this?' },
    ]);
    assert.equal(await preview((db) => user(db, `\0json:${parts}`)), 'What is this?');
    assert.equal(await preview((db) => user(db, `\0json:${parts}`), 11), 'What is this?');
  });

  it('skips hidden notes, summaries and empty rows since summaries are marked', async () => {
    const fill = (db: FixtureDatabase): void => {
      user(db, 'hidden', { display_kind: 'hidden' });
      user(db, 'summary', { _compressed_summary: 1 });
      user(db, '');
      user(db, 'the prompt');
    };
    assert.equal(await preview(fill), 'the prompt');
  });

  it('takes the first row, whatever it is, before', async () => {
    assert.equal(
      await preview((db) => {
        user(db, '[CONTEXT COMPACTION] so far');
        user(db, 'the prompt');
      }, 16),
      '[CONTEXT COMPACTION] so far',
    );
    assert.equal(
      await preview((db) => {
        user(db, '');
        user(db, 'the prompt');
      }, 16),
      '',
    );
  });

  it('looks at a bounded number of rows', async () => {
    const notes =
      (count: number) =>
      (db: FixtureDatabase): void => {
        for (let i = 0; i < count; i += 1) user(db, 'hidden', { display_kind: 'hidden' });
        user(db, 'the prompt');
      };
    assert.equal(await preview(notes(11)), 'the prompt');
    assert.equal(await preview(notes(12)), '');
  });

  it('is empty without a user row, a session or a messages table', async () => {
    assert.equal(await preview((db) => db.addSession({ id: 's' })), '');
    assert.equal(await preview((db) => db.exec('DROP TABLE messages')), '');
  });
});

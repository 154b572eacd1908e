import * as assert from 'node:assert/strict';
import { columnsOf, fullTextSql, schemaSql, type SchemaVersion } from '../../support/hermesSchema';

/** Columns of `sessions` and `messages` in databases that Hermes made, the last of each table, and how many indexes. */
const REAL: Readonly<Record<SchemaVersion, readonly [number, number, string, string, number]>> = {
  1: [14, 9, 'output_tokens', 'token_count', 4],
  11: [27, 15, 'api_call_count', 'codex_message_items', 5],
  16: [33, 18, 'archived', 'active', 8],
  23: [46, 21, 'archived', 'api_content', 12],
  25: [52, 23, 'pinned', 'display_metadata', 15],
  30: [61, 26, 'tool_names', 'display_order', 18],
};

describe('the schemas', () => {
  for (const version of [1, 11, 16, 23, 25, 30] as const) {
    it(`have the columns of Hermes's version ${version}`, () => {
      const sessions = columnsOf('sessions', version);
      const messages = columnsOf('messages', version);
      const indexes = schemaSql(version).match(/CREATE (UNIQUE )?INDEX/g) ?? [];
      const found = [sessions.length, messages.length, sessions.at(-1), messages.at(-1), indexes.length];
      assert.deepEqual(found, REAL[version]);
    });
  }

  it('index text inline from 11 to 22 and from outside otherwise, and keep tool rows out of the trigram index from 23', () => {
    const external = ([1, 11, 16, 23, 25, 30] as const).filter((version) => /content='/.test(fullTextSql(version)));
    assert.deepEqual(external, [1, 23, 25, 30]);
    const withoutTools = ([11, 16, 23, 25, 30] as const).filter((version) =>
      fullTextSql(version).includes("WHEN new.role <> 'tool'"),
    );
    assert.deepEqual(withoutTools, [23, 25, 30]);
    assert.match(fullTextSql(30), /source NOT IN \('cron', 'subagent'\)/);
  });
});

import * as assert from 'node:assert/strict';
import { readDetails } from '../../../../src/io/stateDb/details';
import { readSystemPrompt } from '../../../../src/io/stateDb/systemPrompt';
import { FIXTURE_SECOND } from '../../../support/fixtureDatabase';
import { useStateDb } from './setup';

describe('readDetails', function () {
  this.timeout(120_000);
  const setup = useStateDb();
  const details = (id = 's') => setup.read((db, schema) => readDetails(db, schema, id));

  it('reads the newest schema', async () => {
    await setup.make((db) =>
      db.addSession({
        id: 's',
        model: 'a/b',
        ended_at: FIXTURE_SECOND + 60,
        end_reason: 'cli_close',
        input_tokens: 1,
        output_tokens: 2,
        cache_read_tokens: 3,
        cache_write_tokens: 4,
        reasoning_tokens: 5,
        tool_call_count: 6,
        estimated_cost_usd: 0.5,
        cwd: '/w',
        git_repo_root: '/r',
        git_branch: 'main',
      }),
    );
    assert.deepEqual(details(), {
      id: 's',
      model: 'a/b',
      startedAt: FIXTURE_SECOND * 1000,
      endedAt: (FIXTURE_SECOND + 60) * 1000,
      endReason: 'cli_close',
      inputTokens: 1,
      outputTokens: 2,
      cacheReadTokens: 3,
      cacheWriteTokens: 4,
      reasoningTokens: 5,
      toolCallCount: 6,
      costUsd: 0.5,
      costIsEstimated: true,
      cwd: '/w',
      gitRepoRoot: '/r',
      gitBranch: 'main',
    });
    assert.equal(details('nobody'), null);
  });

  it('prefers what was really paid, also when it is nothing', async () => {
    await setup.make((db) => db.addSession({ id: 's', estimated_cost_usd: 0.5, actual_cost_usd: 0 }));
    assert.deepEqual([details()?.costUsd, details()?.costIsEstimated], [0, false]);
  });

  it('knows less of the first schema, and no absurd time', async () => {
    await setup.make((db) => db.addSession({ id: 's', started_at: 5e246 }), { schema: 1 });
    assert.deepEqual(details(), {
      id: 's',
      model: null,
      startedAt: null,
      endedAt: null,
      endReason: null,
      inputTokens: 0,
      outputTokens: 0,
      cacheReadTokens: null,
      cacheWriteTokens: null,
      reasoningTokens: null,
      toolCallCount: 0,
      costUsd: null,
      costIsEstimated: true,
      cwd: null,
      gitRepoRoot: null,
      gitBranch: null,
    });
  });
});

describe('readSystemPrompt', function () {
  this.timeout(120_000);
  const setup = useStateDb();
  const prompt = (id: string) => setup.read((db, schema) => readSystemPrompt(db, schema, id));

  it('is inline in old schemas, behind a hash in new ones, and null where there is none', async () => {
    await setup.make((db) => db.addSession({ id: 's', system_prompt: 'Old' }).addSession({ id: 'none' }), {
      schema: 11,
    });
    assert.deepEqual([prompt('s'), prompt('none'), prompt('nobody')], [{ text: 'Old', chars: 3 }, null, null]);
    await setup.make(
      (db) => {
        db.addSession({ id: 's', system_prompt_hash: db.addSystemPrompt('New') });
        db.addSession({ id: 'inline', system_prompt: 'Still here', system_prompt_hash: 'lost' });
        db.addSession({ id: 'blank', system_prompt: '' });
      },
      { schema: 25 },
    );
    assert.deepEqual(
      [prompt('s'), prompt('inline'), prompt('blank')],
      [{ text: 'New', chars: 3 }, { text: 'Still here', chars: 10 }, null],
    );
  });

  it('is cut, and says how long it is', async () => {
    await setup.make((db) => db.addSession({ id: 's', system_prompt: 'x'.repeat(200_000) }));
    const found = prompt('s');
    assert.deepEqual([found?.chars, found?.text.length], [200_000, 64 * 1024]);
  });
});

import * as assert from 'node:assert/strict';
import { backgroundSource, hiddenCategory, HIDDEN_CATEGORIES } from '../../../src/core/conversation';
import { sourceIcon, sourceName } from '../../../src/core/sources';

const ICONS: Readonly<Record<string, string>> = {
  cli: 'terminal',
  webui: 'globe',
  tui: 'terminal-bash',
  desktop: 'window',
  telegram: 'send',
  signal: 'send',
  whatsapp: 'send',
  discord: 'comment-discussion',
  slack: 'comment-discussion',
  teams: 'comment-discussion',
  email: 'mail',
  api_server: 'server-process',
  'api-server': 'server-process',
  acp: 'plug',
  cron: 'watch',
  webhook: 'broadcast',
  kanban: 'project',
  subagent: 'type-hierarchy-sub',
  recovered: 'history',
  pagerduty_plugin: 'comment',
};

describe('sources', () => {
  it('have icons that tell them apart', () => {
    for (const [source, icon] of Object.entries(ICONS)) assert.equal(sourceIcon(source), icon, source);
    assert.equal(sourceIcon('CLI'), 'terminal');
  });

  it('have names people know, and others are spelled out', () => {
    assert.equal(sourceName('telegram'), 'Telegram');
    assert.equal(sourceName('whatsapp_cloud'), 'WhatsApp Cloud');
    assert.equal(sourceName('API_SERVER'), 'API');
    assert.equal(sourceName('my_bot-two  x'), 'My Bot Two X');
    assert.equal(sourceName(''), 'Agent');
    assert.equal(sourceName('--__'), 'Agent');
  });

  it('may be any string', () => {
    for (const source of ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf']) {
      assert.equal(sourceIcon(source), 'comment', source);
      assert.equal(typeof sourceName(source), 'string', source);
      assert.equal(backgroundSource(source), null, source);
    }
    assert.equal(sourceName('constructor'), 'Constructor');
  });

  it('of background runs are the words of the filter', () => {
    for (const source of ['cron', 'webhook', 'kanban', 'oneshot'] as const) {
      assert.equal(hiddenCategory({ hidden: 'background', source: source.toUpperCase() }), source);
      assert.ok(HIDDEN_CATEGORIES.includes(source));
    }
    assert.equal(hiddenCategory({ hidden: 'archived', source: 'cron' }), 'archived');
    assert.equal(hiddenCategory({ hidden: null, source: 'cron' }), null);
  });
});

/**
 * What the `source` of a session stands for: a name for people and an icon. Any string is possible: people and plugins
 * name their own.
 */

interface SourceLook {
  readonly name: string;
  /** A codicon that exists in VS Code 1.100. */
  readonly icon: string;
}

const SOURCES: Readonly<Record<string, SourceLook>> = {
  cli: { name: 'CLI', icon: 'terminal' },
  tui: { name: 'TUI', icon: 'terminal-bash' },
  desktop: { name: 'Desktop', icon: 'window' },
  oneshot: { name: 'One-shot', icon: 'terminal' },
  telegram: { name: 'Telegram', icon: 'send' },
  signal: { name: 'Signal', icon: 'send' },
  whatsapp: { name: 'WhatsApp', icon: 'send' },
  whatsapp_cloud: { name: 'WhatsApp Cloud', icon: 'send' },
  discord: { name: 'Discord', icon: 'comment-discussion' },
  slack: { name: 'Slack', icon: 'comment-discussion' },
  teams: { name: 'Teams', icon: 'comment-discussion' },
  matrix: { name: 'Matrix', icon: 'comment-discussion' },
  mattermost: { name: 'Mattermost', icon: 'comment-discussion' },
  email: { name: 'Email', icon: 'mail' },
  sms: { name: 'SMS', icon: 'comment' },
  wecom: { name: 'WeCom', icon: 'comment' },
  wecom_callback: { name: 'WeCom Callback', icon: 'comment' },
  weixin: { name: 'Weixin', icon: 'comment' },
  qqbot: { name: 'QQ', icon: 'comment' },
  dingtalk: { name: 'DingTalk', icon: 'comment' },
  homeassistant: { name: 'Home Assistant', icon: 'home' },
  bluebubbles: { name: 'BlueBubbles', icon: 'comment' },
  webui: { name: 'WebUI', icon: 'globe' },
  api_server: { name: 'API', icon: 'server-process' },
  'api-server': { name: 'API', icon: 'server-process' },
  acp: { name: 'ACP', icon: 'plug' },
  cron: { name: 'Cron', icon: 'watch' },
  webhook: { name: 'Webhook', icon: 'broadcast' },
  msgraph_webhook: { name: 'Microsoft Graph', icon: 'broadcast' },
  kanban: { name: 'Kanban', icon: 'project' },
  tool: { name: 'Tool', icon: 'tools' },
  subagent: { name: 'Subagent', icon: 'type-hierarchy-sub' },
  recovered: { name: 'Recovered', icon: 'history' },
};

const OTHER_ICON = 'comment';

/** "telegram" is "Telegram", an unknown "my_bot" is "My Bot", an empty one "Agent". */
export function sourceName(source: string): string {
  const known = lookOf(source);
  if (known !== undefined) return known.name;
  const words = source.split(/[\s_-]+/).filter((word) => word !== '');
  return words.length === 0 ? 'Agent' : words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join(' ');
}

export const sourceIcon = (source: string): string => lookOf(source)?.icon ?? OTHER_ICON;

const lookOf = (source: string): SourceLook | undefined => {
  const key = source.toLowerCase();
  return Object.hasOwn(SOURCES, key) ? SOURCES[key] : undefined;
};

/** What stands in the documents that show a conversation before and after a repair. */
export const REVIEW_WORDS = {
  now: 'as it is now',
  after: 'after the repair',
  noFile: 'There is no conversation file now.',
  damaged: 'This file is damaged. What follows is what can be read of it.',
  unreadable: 'Nothing can be read of this file.',
  from: 'comes from {sources}',
  settings: 'Settings that change:',
  setting: '  {key}: {value}',
  none: 'none',
  stay: '⋯ {count|message that stays|messages that stay} as before ⋯',
  more: '⋯ {count|more message|more messages} here ⋯',
  long: 'This is a long conversation: messages that change are shown with a few around them.',
  cut: '⋯ {count|more character|more characters} ⋯',
  problem: 'This conversation cannot be repaired as things are: {reason}.',
  gone: 'This review is over. Run “Review Changes…” again.',
} as const;

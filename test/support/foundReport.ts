import type { ReportItem } from '../../src/core/recovery/report';

/** A chat that shrank, or what `over` says instead. */
export const foundReport = (over: Partial<ReportItem> = {}): ReportItem => ({
  session_id: 's1',
  kind: 'shrunken_live',
  category: 'repairable',
  recommendation: 'restore_from_bak',
  live_messages: 2,
  bak_messages: 1000,
  title: 'Chat shrank: 1,000 to 2 messages',
  explanation: '',
  why: '',
  remedy: '',
  not_a_fault_if: '',
  evidence: { source: { origin: 'previous_copy', name: 's1.json.bak', messages: 1000 }, kept_from_live: 0 },
  preselected: true,
  not_preselected_because: null,
  ...over,
});

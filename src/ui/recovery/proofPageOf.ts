/** What the page of a finding says once it was repaired: the proof, and what to do next. */
import type { FindingPage, PageAction } from '../../core/findingPage';
import { comesBackTo } from '../../core/recovery/repairSummary';
import { reportTitle } from '../../core/words/repairReportText';
import { leftBesideWords } from '../../core/words/repairResult';
import { REPAIRING_WORDS } from '../../core/words/repairing';
import { say } from '../../core/words/say';
import type { Proof } from './proof';

/** `page` is that of the finding before: its frame stays. */
export function proofPageOf(page: FindingPage, { conversation, checks, repairedAt }: Proof, actions: readonly PageAction[], locale: string): FindingPage {
  const isGood = checks.every((check) => check.isGood);
  const added = comesBackTo(conversation);
  const [, ...where] = page.state;
  return {
    ...page,
    icon: isGood ? 'pass' : 'warning',
    tone: isGood ? 'good' : 'warning',
    state: [reportTitle(repairedAt, locale), ...where.slice(0, 1)],
    title: !conversation.isAsPlanned
      ? REPAIRING_WORDS.proofChanged
      : added > 0
        ? say(REPAIRING_WORDS, 'proofTitle', { added }, locale)
        : conversation.leftOut > 0
          ? say(REPAIRING_WORDS, 'proofMerged', { count: conversation.messages }, locale)
          : REPAIRING_WORDS.proofRepaired,
    // What stays to be put away is done while Hermes WebUI is stopped: the advice to restart it would come too early.
    notice: conversation.isAsPlanned ? (leftBesideWords(conversation)[0] ?? REPAIRING_WORDS.proofRestart) : REPAIRING_WORDS.proofLook,
    actions,
    answers: [],
    checks,
    // As they were before: what stands there now is what was proven.
    copies: [],
    evidence: [],
  };
}

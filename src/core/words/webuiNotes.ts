/** What Hermes WebUI itself (August 2026) writes into a conversation: it is shown there, so it has to sound like it. */

const INTERRUPTED =
  '**Response interrupted.**\n\n' +
  'The live response stream stopped before this turn finished. ' +
  'Evidence: the stream stopped, but the WebUI could not classify the interruption more precisely. ';

/** Behind a prompt that got no answer, when the cause is not known and no part of an answer came back. */
export const INTERRUPTED_NOTE = `${INTERRUPTED}The user message above was preserved, but no agent output was recovered.`;

/** The same when the beginning of the answer came back. */
export const INTERRUPTED_ANSWER_NOTE =
  `${INTERRUPTED}The partial output above was recovered from the run journal, ` +
  'but the interrupted agent process could not continue.';

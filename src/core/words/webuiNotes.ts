/** What Hermes WebUI itself (August 2026) writes into a conversation: it is shown there, so it has to sound like it. */

/** Behind a prompt that got no answer, when the cause is not known and no part of an answer came back. */
export const INTERRUPTED_NOTE =
  '**Response interrupted.**\n\n' +
  'The live response stream stopped before this turn finished. ' +
  'Evidence: the stream stopped, but the WebUI could not classify the interruption more precisely. ' +
  'The user message above was preserved, but no agent output was recovered.';

/** Names in a session directory. */

/** Our own folder: what repairs and undos keep. A leading underscore keeps Hermes WebUI out of it. */
export const RECOVERY_NAME = '_recovery';

/** What Hermes WebUI accepts as the id of a session; anything else it lists, but cannot open. */
const SAFE_ID = /^[0-9A-Za-z_-]+$/;
/** Windows keeps these for devices, with any ending. */
const DEVICE = /^(con|prn|aux|nul|com\d|lpt\d)$/i;

/** A leading underscore is for WebUI’s own books: such a conversation would never be listed. */
export const isUnsafeId = (id: string): boolean => !SAFE_ID.test(id) || id.startsWith('_') || DEVICE.test(id);

/** The one older state of a conversation file that WebUI keeps. */
export const previousCopyOf = (sessionId: string): string => `${sessionId}.json.bak`;

/** Where WebUI mirrors what a run sends to the browser; a path from the session directory. */
export const runJournalName = (sessionId: string, streamId: string): string => `_run_journal/${sessionId}/${streamId}.jsonl`;

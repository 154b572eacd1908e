/**
 * The words of the findings: title, what was found, why it matters, what to do, and when it is no fault. A key is a
 * kind, or a kind and the case that needs words of its own.
 */
import { RECOVERY_NAME } from '../recovery/names';
import type { FindingWords } from './recovery';
import { WAYS } from './ways';

const LOOK = WAYS.look.terminal;
const MERGE = WAYS.merge.terminal;
const NOT_SAVED_OVER =
  'Until then do not write in this conversation in Hermes WebUI: its next save may replace the copy.';

export const FINDING_WORDS = {
  interrupted_run: {
    title: 'A repair was interrupted',
    explanation:
      'The {kind} of {time} ended after {done} of {steps|step|steps}. Nothing is lost: what was there is kept with it.',
    why: 'A conversation may be away from its place, and no other repair can start here.',
    remedy: WAYS.endRun.terminal,
    notAFaultIf: 'It is still running.',
  },
  interrupted_run_unreadable: {
    title: 'A repair cannot be read',
    explanation: `The folder ${RECOVERY_NAME}/{run} does not say what was done. It may have been interrupted.`,
    why: 'No other repair can start here, because what is in the folder may be the only copy.',
    remedy: 'Look into the folder, and move it elsewhere when every conversation is in its place.',
    notAFaultIf: 'You changed the folder yourself.',
  },
  interrupted_run_newer: {
    title: 'A repair was made by a newer version',
    explanation:
      `The folder ${RECOVERY_NAME}/{run} was written by a newer version of this program, and this one does not know what it did.`,
    why: 'No other repair can start here.',
    remedy: 'Update Hermes Sessions, and check again.',
    notAFaultIf: 'You went back to an older version on purpose.',
  },
  repair_written_back: {
    title: 'A repair was written over: {count|message|messages} fewer',
    explanation:
      'The repair of {time} brought back messages that the conversation file has no longer: {count|message|messages}. Nothing says that they were taken out.',
    why: 'Hermes WebUI keeps conversations in memory, and may write its old copy back.',
    remedy:
      `Restart Hermes WebUI, or reopen the chat there. Then look again: what the repair wrote is kept in ${RECOVERY_NAME}/{run}/new.`,
    notAFaultIf: 'You deleted these messages in Hermes WebUI.',
  },
  aside_changed: {
    title: 'A file that a repair kept was changed later',
    explanation: '{name}, kept by the repair of {time}, is not what was put there.',
    why: 'A program had the file open and went on writing to it. What it wrote is not in the conversation.',
    remedy: `Look at both, and keep what you miss. ${LOOK}`,
    notAFaultIf: 'You edited the kept file yourself.',
  },
  aside_changed_gone: {
    title: 'What a repair kept is gone: {count|file|files}',
    explanation: 'Of what the repair of {time} put away, {count|file is|files are} not there any more. The first is {name}.',
    why: 'The repair cannot be taken back as a whole, and what was in a file that is gone may be nowhere else.',
    remedy: 'Nothing has to be done. What was moved elsewhere has to come back before the repair can be taken back.',
    notAFaultIf: 'You removed it yourself.',
  },
  aside_changed_unreadable: {
    title: 'The record of an earlier repair cannot be read',
    explanation: `${RECOVERY_NAME}/{run}/run.json, of the repair of {time}, is damaged or gone. The repair had come to its end.`,
    why: 'It cannot be taken back by a command, and what it kept is not looked at as a copy.',
    remedy: 'Nothing has to be done. What was replaced lies in the folder “originals” beside it, under its own names.',
    notAFaultIf: 'You changed the folder yourself.',
  },
  shrunken_live: {
    title: 'Chat shrank: {backup} to {live|message|messages}',
    explanation:
      'The conversation file has {live|message|messages}, its previous copy (.bak) {backup}. Nothing in the file says that messages were taken out on purpose.',
    why: 'A crash or a faulty save may have emptied or shortened the conversation. Hermes WebUI keeps one previous copy only, and the next shrinking save replaces it.',
    remedy: `The conversation can be restored with {restored|message|messages}. ${NOT_SAVED_OVER}`,
    notAFaultIf:
      'You undid, cleared or retried a part of this conversation in a Hermes WebUI from before August 2026, which leaves no mark.',
  },
  shrunken_live_damaged: {
    title: 'Conversation file damaged, previous copy whole: {backup|message|messages}',
    explanation:
      'The conversation file cannot be read. Its previous copy (.bak) can, and has {backup|message|messages}.',
    why: 'Hermes WebUI cannot open the conversation, and keeps one previous copy only.',
    remedy: `The conversation can be restored with {restored|message|messages}. ${NOT_SAVED_OVER}`,
    notAFaultIf: 'The file is being written right now.',
  },
  diverged_backup: {
    title: 'Two copies differ: {here|message|messages} only in the file, {there} only in the previous copy',
    explanation:
      'The conversation file is shorter than its previous copy (.bak), but it also has {here|message|messages} that the copy has not, and they do not simply follow it.',
    why: 'Putting either in the place of the other would lose messages.',
    remedy: `You decide which messages the conversation should have. ${MERGE}`,
    notAFaultIf: 'You edited or retried an earlier message and went on from there.',
  },
  diverged_backup_row: {
    title: 'Two copies differ: {here|message|messages} only in state.db, {there} only in the previous copy',
    explanation:
      'The conversation file is gone. state.db and the previous copy (.bak) each have messages that the other has not.',
    why: 'Making a file of either would leave messages out.',
    remedy: WAYS.readBoth.terminal,
    notAFaultIf: 'You deleted this conversation.',
  },
  foreign_backup: {
    title: 'Previous copy of another conversation',
    explanation: '{name} says that it belongs to the conversation {inner}.',
    why: 'Hermes WebUI would restore it under the wrong name, and then there would be two conversations with one id.',
    remedy: `Compare it with {inner}, and give it the name it belongs to. ${LOOK}`,
    notAFaultIf: 'You copied the file there yourself.',
  },
  malformed_sidecar: {
    title: 'Conversation file damaged, {count|message|messages} can come back',
    explanation: '{name} cannot be loaded: {damage}. The messages can come from {origin}.',
    why: 'Hermes WebUI cannot show the conversation, and its own check takes the file for sound.',
    remedy: 'The conversation can be restored with {count|message|messages}. The damaged file is kept.',
    notAFaultIf: 'The file is being written right now.',
  },
  malformed_sidecar_manual: {
    title: 'Conversation file damaged',
    explanation:
      '{name} cannot be loaded: {damage}. No copy was found that covers all that is known of the conversation.',
    why: 'Hermes WebUI cannot open the conversation.',
    remedy:
      `Keep the file. ${WAYS.readSalvage.terminal}; a backup of your disk may have the rest.`,
    notAFaultIf: 'You put something else under this name on purpose.',
  },
  malformed_sidecar_merge: {
    title: 'Conversation file damaged, and its previous copy differs',
    explanation:
      '{name} cannot be loaded: {damage}. What stands before the damage and the previous copy (.bak) each have messages that the other has not.',
    why: 'Hermes WebUI cannot open the conversation, and putting either in its place would lose messages.',
    remedy: `You decide which messages the conversation should have. ${MERGE}`,
    notAFaultIf: 'You put something else under this name on purpose.',
  },
  malformed_orphan_backup: {
    title: 'Damaged previous copy, and no conversation file',
    explanation: '{name} cannot be read as a conversation, and the conversation file is gone.',
    why: 'It may be the last copy of the conversation.',
    remedy: `Keep the file. ${WAYS.readSalvage.terminal}.`,
    notAFaultIf: 'You deleted this conversation.',
  },
  orphan_backup: {
    title: 'Conversation file gone, previous copy whole: {count|message|messages}',
    explanation:
      'Only a copy of the conversation is left, with {count|message|messages}. Nothing says that it was deleted.',
    why: 'Hermes WebUI does not show a conversation without its file.',
    remedy: 'The conversation file can be made from the copy. The copy stays.',
    notAFaultIf: 'You deleted this conversation in a Hermes WebUI from before July 2026.',
  },
  orphan_backup_without_state_row: {
    title: 'Conversation file gone, and no row in state.db',
    explanation:
      'Only a previous copy (.bak) with {count|message|messages} is left, and no database of this home knows the conversation.',
    why: 'It was probably deleted, but that is not certain.',
    remedy: 'If you want it back: stop Hermes WebUI, copy the file to the same name without “.bak”, and check again. If you do not, nothing has to be done.',
    notAFaultIf: 'You deleted this conversation.',
  },
  state_db_deleted_webui_tombstone: {
    title: 'Deleted in WebUI, something is left of it',
    explanation: 'Hermes WebUI remembers that this conversation was deleted. A copy or a row of it is still there.',
    why: 'It stays deleted; it is named so that nobody takes the rest for a loss.',
    remedy: 'Nothing has to be done.',
    notAFaultIf: 'You deleted this conversation.',
  },
  state_db_missing_sidecar: {
    title: 'Conversation file gone, {count|message|messages} in state.db',
    explanation: 'state.db has {count|message|messages} of this WebUI conversation, but its file is gone.',
    why: 'Hermes WebUI shows the conversation as an agent session at best, and not with its title and settings.',
    remedy: 'The conversation file can be made from state.db.',
    notAFaultIf: 'You deleted this conversation in a Hermes WebUI from before July 2026.',
  },
  state_db_missing_sidecar_manual: {
    title: 'Conversation file gone, its rows in a damaged state.db',
    explanation:
      'state.db has messages of this WebUI conversation, but parts of it cannot be read, and the file is gone.',
    why: 'A conversation made from what can still be read would look whole and not be.',
    remedy:
      `${WAYS.readRows.terminal} Hermes’s own command “hermes sessions recover” builds a new database from the damaged one; check again after that.`,
    notAFaultIf: 'You deleted this conversation.',
  },
  state_db_orphan_webui_row: {
    title: 'Row in state.db without messages and without a file',
    explanation: 'state.db knows this WebUI conversation, but has no message of it, and there is no file.',
    why: 'There is nothing to make a file from. The messages may be in a copy elsewhere.',
    remedy: 'Look for the conversation in your backups. If you never wrote in it, nothing is lost.',
    notAFaultIf: 'The conversation was opened and never used.',
  },
  sidecar_behind_state_db: {
    title: 'state.db has {count|message|messages} more',
    explanation: 'state.db has messages that come after the end of the conversation file: {count|message|messages}.',
    why: 'The end of a turn was not written to the file, so Hermes WebUI may not show it.',
    remedy: 'The messages can be added to the conversation file.',
    notAFaultIf: 'You undid the last turns in a Hermes WebUI from before August 2026, which leaves no mark.',
  },
  sidecar_behind_state_db_manual: {
    title: 'state.db has {count|message|messages} that the file has not',
    explanation:
      'state.db has messages that the conversation file lacks: {count|message|messages}. They do not simply come after its end.',
    why: 'Messages in the middle may be lost from the file, or may have been taken out of it. Nobody but you can tell, so nothing is put together here.',
    remedy: WAYS.readBoth.terminal,
    notAFaultIf: 'You edited, retried or undid a part of this conversation.',
  },
  session_id_mismatch: {
    title: 'Conversation file under another name',
    explanation: '{name} says that it is the conversation {inner}.',
    why: 'Hermes WebUI lists it under one id and opens it under the other, and its index never comes right.',
    remedy: 'Decide which name is right. Rename the file only while Hermes WebUI is stopped.',
    notAFaultIf: 'An early Hermes WebUI wrote the file as session_<id>.json.',
  },
  duplicate_session_id: {
    title: 'Several files for one conversation',
    explanation: 'These files all say that they are the conversation {id}: {names}.',
    why: 'Hermes WebUI lists one of them, the one with more messages, and its index never comes right.',
    remedy: `Decide which one to keep. ${LOOK}`,
    notAFaultIf: 'You copied the file yourself.',
  },
  unsafe_session_id: {
    title: 'Conversation with a name that cannot be opened',
    explanation: 'The id “{id}” has characters that Hermes WebUI does not accept.',
    why: 'Hermes WebUI lists it and cannot open it, or would write it outside the session folder.',
    remedy:
      `Nothing is made or changed under such a name. ${WAYS.readUnsafe.terminal}`,
    notAFaultIf: 'The file is none of Hermes WebUI’s.',
  },
  index_missing: {
    title: 'Index missing for {count|conversation|conversations}',
    explanation: 'The session folder has {count|conversation file|conversation files} and no _index.json.',
    why: 'Hermes WebUI reads every file at each request until it has an index again.',
    remedy: 'The index can be made anew from the files; nothing else changes.',
    notAFaultIf: 'Hermes WebUI has not been started since the folder was copied.',
  },
  index_malformed: {
    title: 'Index damaged',
    explanation: '_index.json cannot be read as a list.',
    why: 'Hermes WebUI takes every conversation for missing from its list.',
    remedy: 'The index can be made anew from the files; nothing else changes.',
    notAFaultIf: 'The file is being written right now.',
  },
  index_missing_links: {
    title: 'Index missing or damaged, and {count|conversation file is a link|conversation files are links}',
    explanation: 'Links are never followed here, so that an index made from the files would leave out what they lead to.',
    why: 'Hermes WebUI follows links, and would no longer list these conversations.',
    remedy: 'Let Hermes WebUI make the index, or put the files themselves in the place of the links, and check again.',
    notAFaultIf: 'Hermes WebUI has not been started since the folder was copied.',
  },
  malformed_sidecar_link: {
    title: 'Conversation file is a link',
    explanation: '{name} is a link. Links are never followed here, so that nothing was looked into.',
    why: 'What is wrong with the conversation, or with what is left of it, cannot be seen from here.',
    remedy: 'Put the file itself in the place of the link while Hermes WebUI is stopped, and check again.',
    notAFaultIf: 'You keep the file elsewhere on purpose: Hermes WebUI follows the link until it next saves.',
  },
  index_missing_file: {
    title: 'Listed, but there is no conversation file',
    explanation: 'The index lists a conversation that has no file.',
    why: 'It shows as a conversation that cannot be opened, or its file was lost.',
    remedy: 'The index can be made anew from the files. Look at the other findings of this conversation first.',
    notAFaultIf: 'You deleted this conversation in an older Hermes WebUI.',
  },
  index_missing_file_needed: {
    title: 'Listed, but there is no conversation file',
    explanation:
      'The index lists a conversation that has no file. Its messages are, or may be, in a state.db that is damaged, cannot be read or was not named; its title and settings are only in the index.',
    why: 'A new index would forget them.',
    remedy: 'Leave the index as it is until the conversation is back. Look at the other findings of this conversation first.',
    notAFaultIf: 'You deleted this conversation in an older Hermes WebUI.',
  },
  index_missing_entry: {
    title: 'Not listed: {count|message|messages}',
    explanation: 'The conversation file is whole, with {count|message|messages}, but the index does not list it.',
    why: 'Hermes WebUI may not show the conversation.',
    remedy: 'The index can be made anew from the files; nothing else changes.',
    notAFaultIf: 'The conversation was made a moment ago.',
  },
  index_missing_entry_unchecked: {
    title: 'Not listed',
    explanation: 'There is a conversation file that the index does not list. It could not be looked into.',
    why: 'Hermes WebUI may not show the conversation.',
    remedy: 'The index can be made anew from the files; nothing else changes.',
    notAFaultIf: 'The conversation was made a moment ago.',
  },
  index_row_stale: {
    title: 'Listed as empty, has {count|message|messages}',
    explanation: 'The index says that the conversation is empty. Its file has {count|message|messages}.',
    why: 'Hermes WebUI hides empty conversations.',
    remedy: 'The index can be made anew from the files; nothing else changes.',
    notAFaultIf: 'The conversation was written a moment ago.',
  },
  turn_journal_pending_turn: {
    title: 'Prompt found only in the journal',
    explanation: 'This prompt was sent and is in no copy of the conversation: “{prompt}”',
    why: 'What you wrote did not reach the conversation, and it was never answered.',
    remedy: 'The prompt can be added to the conversation, marked as recovered.',
    notAFaultIf: 'You sent the same prompt again afterwards and do not need the first one.',
  },
  turn_journal_pending_turn_attachments: {
    title: 'Prompt found only in the journal: {count|attachment|attachments}',
    explanation:
      'A prompt without words, with {count|attachment|attachments}, was sent and is in no copy of the conversation.',
    why: 'What you sent did not reach the conversation, and it was never answered.',
    remedy: 'The prompt can be added to the conversation, marked as recovered.',
    notAFaultIf: 'You sent the same attachments again afterwards.',
  },
  turn_journal_malformed_event: {
    title: 'Turn journal: {count|line|lines} cannot be read',
    explanation: 'In this conversation’s turn journal {count|line is|lines are} cut off or damaged.',
    why: 'A crash cut a line off. If it held a prompt, that prompt is not known.',
    remedy: 'Nothing has to be done. The other lines are read.',
    notAFaultIf: 'Hermes WebUI is writing the journal right now.',
  },
  turn_journal_malformed_event_file: {
    title: 'Turn journal: a file that is not read',
    explanation: '{names} is not named as a turn journal is, or cannot be read.',
    why: 'Hermes WebUI’s own check stops at such a file and finds nothing at all.',
    remedy: 'Nothing has to be done here. To let Hermes WebUI check again, move the file out of the folder.',
    notAFaultIf: 'You put the file there yourself.',
  },
  turn_journal_terminal_collision: {
    title: 'A turn that ended twice: {endings}',
    explanation: 'The turn journal says of one turn that it ended in different ways: {endings}.',
    why: 'Two processes worked on one conversation, or a late one wrote after the end.',
    remedy: 'Nothing has to be done. Look at the last answer of this conversation if it seems cut off.',
    notAFaultIf: 'You stopped an answer right when it was complete.',
  },
  stale_pending: {
    title: 'Prompt waits for an answer that will not come',
    explanation:
      'The conversation file still has a prompt under way, and nothing was written for more than ten minutes: “{prompt}”',
    why: 'Hermes WebUI shows a conversation at work for ever, and the prompt is not part of its messages.',
    remedy: 'The prompt can be added to the messages, marked as recovered, and the mark cleared.',
    notAFaultIf: 'The agent is still working on it, without a word for ten minutes.',
  },
  stale_pending_attachments: {
    title: 'Prompt waits for an answer that will not come',
    explanation:
      'The conversation file still has a prompt with {count|attachment|attachments} under way, and nothing was written for more than ten minutes.',
    why: 'Hermes WebUI shows a conversation at work for ever, and the prompt is not part of its messages.',
    remedy: 'The prompt can be added to the messages, marked as recovered, and the mark cleared.',
    notAFaultIf: 'The agent is still working on it, without a word for ten minutes.',
  },
  stale_pending_answer: {
    title: 'Prompt waits for an answer that was cut off',
    explanation:
      'The conversation file still has a prompt under way, and nothing was written for more than ten minutes: “{prompt}”. The journal of its run has how the answer began: “{answer}”',
    why: 'Hermes WebUI shows a conversation at work for ever, and neither the prompt nor the answer is part of its messages.',
    remedy: 'The prompt, and the answer as far as it came, can be added to the messages, marked as recovered, and the mark cleared.',
    notAFaultIf: 'The agent is still working on it, without a word for ten minutes.',
  },
  stale_pending_agent: {
    title: 'Prompt waits, the agent’s transcript has {count|message|messages}',
    explanation:
      'The conversation file has no message and a prompt under way. The agent’s own transcript of it has {count|message|messages}.',
    why: 'Hermes WebUI shows an empty conversation at work for ever.',
    remedy: 'The messages can be taken over from the agent’s transcript, as Hermes WebUI does, and the mark cleared.',
    notAFaultIf: 'The agent is still working on it, without a word for ten minutes.',
  },
  stale_stream: {
    title: 'Marked as at work, but nothing is running',
    explanation:
      'The conversation file names an answer as being written, and nothing was written for more than ten minutes.',
    why: 'Hermes WebUI shows a conversation at work for ever.',
    remedy: 'The mark can be cleared. No message changes.',
    notAFaultIf: 'The agent is still working on it, without a word for ten minutes.',
  },
  stale_temp_file: {
    title: 'Leftover of an interrupted save',
    explanation: '{name} is a temporary file from more than an hour ago. Nothing in it is missing elsewhere.',
    why: 'It takes space, and may be taken for a copy.',
    remedy: 'It can be moved aside.',
    notAFaultIf: 'A program other than Hermes WebUI made it.',
  },
  stale_temp_file_odd: {
    title: 'Leftover of an interrupted save that cannot be looked into',
    explanation:
      '{name} has the name of a temporary file from more than an hour ago, but it is a link, a folder, too large, not readable, or has other names.',
    why: 'It takes space, and what it holds is not known.',
    remedy: 'Look at it yourself. It is neither followed nor moved.',
    notAFaultIf: 'A program other than Hermes WebUI made it.',
  },
  stale_temp_file_longer: {
    title: 'Interrupted save: {live} to {count|message|messages}',
    explanation:
      '{name} is a whole conversation from an interrupted save, with {count|message|messages}. The conversation file has {live}.',
    why: 'A crash came between writing and putting the new file in its place.',
    remedy: 'The conversation can be restored from it.',
    notAFaultIf: 'You undid or cleared a part of this conversation after that.',
  },
  stale_temp_file_diverged: {
    title: 'Interrupted save that differs: {count|message|messages}',
    explanation:
      '{name} is a whole conversation from an interrupted save. It and the present copy each have messages that the other has not.',
    why: 'Putting either in the place of the other would lose messages.',
    remedy: `You decide which messages the conversation should have. ${MERGE}`,
    notAFaultIf: 'You edited or retried an earlier message after that.',
  },
  state_db_unreadable: {
    title: 'state.db cannot be read',
    explanation: '{problem}',
    why: 'What only the database has cannot be seen. A conversation that is missing elsewhere may still be in it.',
    remedy:
      'Stop Hermes and keep a copy of the whole folder. Hermes’s own command “hermes sessions recover --source FILE” copies what can be read into a new file.',
    notAFaultIf: 'The file is on a drive that is not connected, or Hermes keeps its conversations elsewhere.',
  },
  state_db_unreadable_copies: {
    title: 'state.db cannot be read, {count|older copy lies|older copies lie} beside it',
    explanation: '{problem}',
    why: 'What only the database has cannot be seen. A conversation that is missing elsewhere may still be in it.',
    remedy:
      `Stop Hermes and keep a copy of the whole folder. ${WAYS.readOlder.terminal} Hermes’s own command “hermes sessions recover --source FILE” copies what can be read into a new file.`,
    notAFaultIf: 'The file is on a drive that is not connected, or Hermes keeps its conversations elsewhere.',
  },
  state_db_damaged: {
    title: 'state.db is damaged: parts of it cannot be read',
    explanation: 'Pages of {path} are damaged, and rows of sessions or messages lie in them. Everything else was read.',
    why: 'Sessions and messages may be missing, and Hermes may stop writing to it. Nothing is restored from it, and a conversation that is not seen in it may have been there.',
    remedy:
      `Stop Hermes and keep a copy of the whole folder. ${WAYS.readDamaged.terminal} Hermes’s own command “hermes sessions recover --source FILE” builds a new file from it.`,
    notAFaultIf: 'The disk failed for a moment: check again.',
  },
  state_db_damaged_closed: {
    title: 'state.db is damaged: nothing can be listed',
    explanation: '{path} is a database, but the pages that say what is in it are damaged.',
    why: 'What only the database has cannot be seen. Nothing is restored from it, and a conversation that is not seen in it may have been there.',
    remedy:
      'Stop Hermes and keep a copy of the whole folder. Hermes’s own command “hermes sessions recover --source FILE” builds a new file from what can be read.',
    notAFaultIf: 'The file is being copied right now.',
  },
  state_db_damaged_pages: {
    title: 'state.db was cut short: {count|page is|pages are} missing',
    explanation: '{path} ends {count|page|pages} before its end. What is left was read.',
    why: 'Sessions and messages are missing. Nothing is restored from it, and a conversation that is not seen in it may have been there.',
    remedy:
      `Stop Hermes and keep a copy of the whole folder. ${WAYS.readDamaged.terminal} Hermes’s own command “hermes sessions recover --source FILE” builds a new file from it.`,
    notAFaultIf: 'The file is being copied right now.',
  },
  state_db_damaged_log: {
    title: 'state.db: what was written last may be missing',
    explanation: 'The log beside {path} cannot be used whole. SQLite and Hermes pass over such a log without a word.',
    why: 'The newest sessions and messages may be missing. Nothing is restored from it, and a conversation that is not seen in it may have been there.',
    remedy:
      `Keep a copy of the whole folder before Hermes runs again. ${WAYS.readLog.terminal}`,
    notAFaultIf: 'The file is being copied right now.',
  },
  state_db_behind_transcript: {
    title: 'Agent’s transcript is longer: {count|message|messages}, {rows} in state.db',
    explanation: '{name} has messages of this session that state.db has not.',
    why: 'Hermes itself reads only state.db, so it goes on without them.',
    remedy:
      `${WAYS.readLonger.terminal} Hermes has no way to take it back into state.db; keep the file.`,
    notAFaultIf: 'You undid a part of this session, or an older Hermes compacted it in place.',
  },
} as const satisfies Readonly<Record<string, FindingWords>>;

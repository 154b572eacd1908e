/**
 * One of each damage that a WebUI session directory can have, as far as they can stand in one directory: a directory
 * whose index is gone cannot also have one with stale rows.
 */
import { join } from 'node:path';
import { damagedFileSession, wholeBerthSigns, wholeNightWatch, type DamagedFile } from './sample/damaged';
import { hex, HOUR, type SampleMessage, type SampleSession } from './sample/script';
import { writeGatewayTranscript } from './sampleAgentFiles';
import { writeAt } from './sampleFiles';
import {
  conversationFile,
  writeConversation,
  writePreviousCopy,
  writeTurnJournal,
  type Metadata,
  type Sidecar,
} from './sampleWebui';

/** What WebUI's books say of the damaged conversations. */
export interface Books {
  /** Rows of `_index.json`, also some that are not true. */
  readonly indexed: readonly Sidecar[];
  /** Ids of conversations that were deleted in WebUI. */
  readonly deleted: readonly string[];
}

/** Writes the damaged conversations into `dir`, and the agent's transcript into `agentDir`. */
export function writeDamage(
  dir: string,
  agentDir: string,
  rowSessions: readonly SampleSession[],
  now: number,
): Books {
  const file = (key: DamagedFile, metadata: Metadata = {}): Sidecar => {
    const session = damagedFileSession(now, key);
    return { session, messages: session.messages, metadata };
  };
  const ofRow = (key: string): Sidecar => {
    const session = rowSessions.find((s) => s.key === key);
    if (session === undefined) throw new Error(`the sample has no row "${key}"`);
    return { session, messages: session.messages };
  };
  const indexed: Sidecar[] = [];
  const live = (sidecar: Sidecar, row: Sidecar | null = sidecar): Sidecar => {
    writeConversation(dir, sidecar);
    if (row !== null) indexed.push(row);
    return sidecar;
  };

  // shrunken_live: a save wrote an empty conversation over 240 messages, and the person typed on.
  const dredging = file('dredging');
  writePreviousCopy(dir, { ...dredging, messages: dredging.messages.slice(0, -2) });
  live({ ...dredging, messages: dredging.messages.slice(-2) });

  // diverged_backup: two tabs saved, and the shorter one won.
  const fees = file('harbour-fees');
  writePreviousCopy(dir, fees);
  live({ ...fees, messages: [...fees.messages.slice(0, 2), otherPrompt(fees)] });

  // foreign_backup: a copy by hand under the wrong name. index_missing_entry: and the index does not list it.
  const crew = live(file('crew-list'), null);
  writeAt(join(dir, `${crew.session.id}.json.bak`), conversationFile(fees), savedAt(crew));

  // sidecar_behind_state_db: the last turn reached only the database.
  const rope = ofRow('rope-order');
  live({ ...rope, messages: rope.messages.slice(0, -2) });

  // session_id_mismatch: a file that was renamed by hand.
  const fuel = file('fuel-dock');
  indexed.push(fuel);
  writeAt(join(dir, 'fuel_dock_old.json'), conversationFile(fuel), savedAt(fuel));

  // duplicate_session_id: the name that Hermes WebUI used before. index_row_stale: the index counts nothing in it.
  const tides = file('tide-tables');
  const tide = live(tides, { ...tides, messages: [] });
  writeAt(join(dir, `session_${tide.session.id}.json`), conversationFile(tide), savedAt(tide));

  // unsafe_session_id: WebUI lists it, and cannot open it.
  const plan = file('storm-plan');
  live({ ...plan, session: { ...plan.session, id: 'storm.plan' } });

  // malformed_orphan_backup: a previous copy that a full disk cut off, and nothing else.
  const radio = file('radio-log');
  writeAt(join(dir, `${radio.session.id}.json.bak`), conversationFile(radio).slice(0, 300), savedAt(radio));

  // orphan_backup: the file is gone, and the database knows only its beginning.
  const signs = wholeBerthSigns(now);
  writePreviousCopy(dir, { session: signs, messages: signs.messages });

  // state_db_deleted_webui_tombstone: a deleted conversation left its copy behind.
  const codes = file('toilet-codes');
  writePreviousCopy(dir, codes);

  // turn_journal_pending_turn: a prompt that was sent before a crash.
  const lift = live(file('boat-lift'));
  writeTurnJournal(dir, lift, 'Then write to everybody who waits for it.', savedAt(lift) + HOUR, ['submitted']);

  // turn_journal_malformed_event: a shard of another process that ends in the middle of a line.
  const map = live(file('mooring-map'));
  writeTurnJournal(dir, map, 'Bring it up to date.', savedAt(map) - HOUR, ['submitted', 'completed']);
  const shard = join(dir, '_turn_journal', `${map.session.id}~4712.jsonl`);
  writeAt(shard, '{"event":"submitted","turn_id":"2026', savedAt(map));

  // turn_journal_terminal_collision: one turn that ended twice.
  const dogs = live(file('dog-rules'));
  writeTurnJournal(dir, dogs, 'Bring it up to date.', savedAt(dogs) - HOUR, ['submitted', 'completed', 'interrupted']);

  // stale_pending and stale_stream: the server was stopped while it answered.
  const masts = file('wifi-masts');
  live({
    ...masts,
    metadata: {
      pending_user_message: 'Which of them were hit by lightning?',
      pending_started_at: (savedAt(masts) + HOUR) / 1000,
      active_stream_id: hex('wifi-masts-stream', 32),
    },
  });
  live({ ...file('harbour-song'), metadata: { active_stream_id: hex('harbour-song-stream', 32) } });

  // stale_temp_file: a save that was interrupted before its rename.
  const rent = live(file('kiosk-rent'));
  writeAt(join(dir, `${rent.session.id}.tmp.4711.140021`), conversationFile(rent).slice(0, 2000), savedAt(rent));

  // state_db_behind_transcript: two rows are left of what the gateway's own file has.
  writeGatewayTranscript(agentDir, wholeNightWatch(now));

  // index_missing_file: nothing else is left of it.
  indexed.push(file('old-ferry'));
  return { indexed, deleted: [codes.session.id] };
}

function otherPrompt({ messages }: Sidecar): SampleMessage {
  const last = messages.at(-1) as SampleMessage;
  return { ...last, at: last.at - 90_000, role: 'user', content: 'Wait: first show me what it costs now.' };
}

const savedAt = ({ session, messages }: Sidecar): number => messages.at(-1)?.at ?? session.endedAt;

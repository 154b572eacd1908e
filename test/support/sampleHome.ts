/**
 * A whole Hermes home: two profiles, about seventy sessions of every source over seven months, a WebUI session
 * directory and an agent's, with what real homes hold: conversations in both stores, in one, in a previous copy only,
 * damaged in every way that has a name, and rows that break readers. `npm start` opens it; tests and pictures use it too.
 *
 * Everything is derived from `now`: the same `now` gives the same bytes, on every machine.
 */
import * as fs from 'node:fs';
import { join } from 'node:path';
import { backgroundSessions, CRON_JOBS } from './sample/background';
import { bookingSessions } from './sample/booking';
import { calendarSessions } from './sample/calendar';
import { damagedRowSessions } from './sample/damaged';
import {
  agentJsonlOnlySession,
  agentJsonOnlySession,
  previousCopyOnlySession,
  webuiOnlySessions,
} from './sample/fileOnly';
import { messengerSessions } from './sample/messengers';
import { modelSessions } from './sample/models';
import { officeSessions } from './sample/office';
import { researchSessions } from './sample/research';
import { conversation, HOUR, MINUTE, PROJECT, type SampleSession } from './sample/script';
import { rowlessSessions, unusualSessions } from './sample/unusual';
import { writeAgentSnapshot, writeBystanders, writeGatewayTranscript, writeRouting } from './sampleAgentFiles';
import { writeDamage, type Books } from './sampleDamage';
import { writeSampleDatabase } from './sampleDatabase';
import {
  writeConversation,
  writeIndex,
  writePreviousCopy,
  writeTombstones,
  writeTornConversation,
  writeTurnJournal,
  type Metadata,
  type Sidecar,
} from './sampleWebui';

/** The time of a sample home made without one: Wednesday 18 November 2026, 16:58 UTC. */
export const SAMPLE_NOW = Date.UTC(2026, 10, 18, 16, 58);

/** What was stored later than this before `now` is only in the `-wal`. */
const WAL_WINDOW = 45 * MINUTE;

/**
 * Every session of the main profile's `state.db`, in no particular order. For tests that need a row's id by its key.
 */
export function sampleSessions(now: number = SAMPLE_NOW): SampleSession[] {
  return [
    bookingSessions,
    calendarSessions,
    officeSessions,
    modelSessions,
    messengerSessions,
    backgroundSessions,
    unusualSessions,
    damagedRowSessions,
  ].flatMap((make) => make(now));
}

/** Makes the home in `dir`, which need not exist and should be empty. */
export async function makeSampleHome(dir: string, { now = SAMPLE_NOW }: { readonly now?: number } = {}): Promise<void> {
  const research = join(dir, 'profiles', 'research');
  const webuiDir = join(dir, 'webui', 'sessions');
  const agentDir = join(dir, 'sessions');
  for (const each of [join(dir, 'cron'), research, webuiDir, agentDir]) fs.mkdirSync(each, { recursive: true });

  const sessions = sampleSessions(now);
  await writeSampleDatabase(join(dir, 'state.db'), {
    sessions,
    rowless: rowlessSessions(now),
    walSince: now - WAL_WINDOW,
    now,
  });
  await writeSampleDatabase(join(research, 'state.db'), {
    sessions: researchSessions(now),
    rowless: [],
    walSince: Infinity,
    now,
  });

  fs.writeFileSync(join(dir, 'active_profile'), 'default\n');
  fs.writeFileSync(
    join(dir, 'config.yaml'),
    'model:\n  default: nousresearch/hermes-4-405b\ndatabase:\n  journal_mode: wal\n',
  );
  fs.writeFileSync(join(dir, 'cron', 'jobs.json'), JSON.stringify(cronJobs(now), null, 2));
  writeWebuiDirectory(webuiDir, sessions, writeDamage(webuiDir, agentDir, sessions, now), now);
  writeAgentDirectory(agentDir, sessions, now);
}

function writeWebuiDirectory(dir: string, sessions: readonly SampleSession[], books: Books, now: number): void {
  const whole = (session: SampleSession, metadata: Metadata = {}): Sidecar => ({
    session,
    messages: shown(session),
    metadata,
  });
  const [mapColours, survey, crane] = webuiOnlySessions(now) as [SampleSession, SampleSession, SampleSession];
  const snapshot = whole(byKey(sessions, 'booking-times-1'), { pre_compression_snapshot: true });
  const booking = whole(byKey(sessions, 'booking-times-2'), { title: snapshot.session.title });
  const winter = byKey(sessions, 'winter-timetable');
  const winterShort: Sidecar = { session: winter, messages: shown(winter).slice(0, 2) };
  const untitled = (key: string, ago: number): SampleSession =>
    conversation(now, { key, source: 'webui', ago, steps: [] });
  const prompt = 'Which boats leave before the storm on Friday?';
  const pending = whole(untitled('pending', 3 * MINUTE), {
    pending_user_message: prompt,
    pending_started_at: (now - 3 * MINUTE) / 1000,
    active_stream_id: 'b1946ac92492d2347c6235b4d2611184',
  });
  const live = [
    snapshot,
    booking,
    winterShort,
    whole(byKey(sessions, 'long-title')),
    whole(byKey(sessions, 'archived-prices')),
    whole(byKey(sessions, 'deploy-how')),
    whole(mapColours),
    whole(survey, { profile: 'research' }),
    whole(untitled('blank', 5 * HOUR)),
    whole(untitled('worktree', 6 * HOUR), {
      worktree_path: `${PROJECT}/.worktrees/pilot`,
      worktree_branch: 'pilot',
      worktree_repo_root: PROJECT,
    }),
    pending,
  ];
  for (const sidecar of live) writeConversation(dir, sidecar);
  writePreviousCopy(dir, { session: winter, messages: shown(winter) });
  writePreviousCopy(dir, { ...booking, messages: booking.messages.slice(0, -6) });
  writePreviousCopy(dir, whole(previousCopyOnlySession(now)));
  const torn = whole(crane);
  writeTornConversation(dir, torn);
  writeIndex(dir, [...live, torn, ...books.indexed], now);
  writeTurnJournal(dir, booking, 'Now add a line to the changelog and open the pull request.', now - 6 * MINUTE, [
    'submitted',
    'worker_started',
    'completed',
  ]);
  writeTurnJournal(dir, pending, prompt, now - 3 * MINUTE, ['submitted']);
  writeTombstones(dir, ['dead5e551011', ...books.deleted].sort(), now);
}

function writeAgentDirectory(dir: string, sessions: readonly SampleSession[], now: number): void {
  const chats = sessions.filter((s) => typeof s.columns.session_key === 'string' && s.columns.end_reason === undefined);
  const laptop = byKey(sessions, 'laptop');
  writeAgentSnapshot(dir, laptop);
  writeAgentSnapshot(dir, agentJsonOnlySession(now));
  writeGatewayTranscript(dir, byKey(sessions, 'archived-fair'));
  writeGatewayTranscript(dir, agentJsonlOnlySession(now), true);
  writeRouting(dir, chats, now);
  writeBystanders(dir, byKey(sessions, 'provider-error'), now);
}

function cronJobs(now: number): object {
  const jobs = CRON_JOBS.map(({ id, name, schedule, display }) => ({
    id,
    name,
    prompt: name,
    schedule: { kind: 'cron', expr: schedule, display },
    schedule_display: display,
    enabled: true,
    state: 'scheduled',
    created_at: new Date(now - 2000 * HOUR).toISOString(),
    last_run_at: new Date(now - 9 * HOUR).toISOString(),
    next_run_at: new Date(now + 15 * HOUR).toISOString(),
    deliver: 'local',
    origin: null,
  }));
  return { jobs, updated_at: new Date(now - 9 * HOUR).toISOString() };
}

/** The rows a WebUI saves: an undone turn is not among them. */
const shown = (session: SampleSession): SampleSession['messages'] =>
  session.messages.filter((m) => m.columns.active !== 0);

function byKey(sessions: readonly SampleSession[], key: string): SampleSession {
  const found = sessions.find((s) => s.key === key);
  if (found === undefined) throw new Error(`the sample has no session "${key}"`);
  return found;
}

/**
 * Intent comes first: what a person did on purpose is no damage. Hermes WebUI leaves marks in a conversation file when
 * messages are cleared, compressed or undone; they are asked before any comparison. Source: the guards of WebUI's own
 * recovery of August 2026, and the truncation mark, which it writes and does not ask.
 */
import { isRecord, type JsonRecord } from '../jsonValue';
import { parseContent, plainText } from '../messageParts';
import { missingFrom } from './compare';
import type { MessagePrint } from './snapshot';

/** `absent` also for null. A malformed mark counts for nothing: when in doubt, messages come back. */
export type Generation = { readonly state: 'absent' | 'malformed' } | { readonly state: 'valid'; readonly id: string };

/** The marks of one conversation object. */
export interface IntentFields {
  readonly clearGeneration: string | null;
  readonly shrinkGeneration: Generation;
  /** Seconds; 0 means "truncated to nothing", null that nothing was truncated. */
  readonly truncationWatermark: number | null;
  readonly truncationBoundary: number | null;
  /** Exactly what a clear leaves: no message, no context, nothing pending. */
  readonly hasClearedShape: boolean;
  readonly messageCount: number;
  /** A compression was recorded: by hand, or by an anchor or truncation mark beside a shorter context. */
  readonly recordsCompression: boolean;
  readonly contextCount: number;
  /** The context begins with a summary: the copy was written after a compression. */
  readonly contextHasSummary: boolean;
  readonly isCompressionSnapshot: boolean;
}

export type Intent = 'cleared' | 'compressed' | 'undone' | 'truncated';

/** Why the shorter `live` is meant to be shorter than `copy`; null when nothing says so. */
export function intentOf(
  live: { readonly intent: IntentFields; readonly prints: readonly MessagePrint[] },
  copy: { readonly intent: IntentFields; readonly prints: readonly MessagePrint[] },
): Intent | null {
  if (isClearedSince(live.intent, copy.intent)) return 'cleared';
  if (isCompressedSince(live.intent, copy.intent)) return 'compressed';
  if (isUndoneSince(live.intent.shrinkGeneration, copy.intent.shrinkGeneration)) return 'undone';
  return isTruncatedAway(live, copy) ? 'truncated' : null;
}

/** True when anything in the conversation says that messages were taken out of it on purpose, whenever that was. */
export function hasAnyIntent(intent: IntentFields): boolean {
  return (
    intent.clearGeneration !== null ||
    intent.shrinkGeneration.state === 'valid' ||
    intent.truncationWatermark !== null ||
    intent.truncationBoundary !== null ||
    intent.recordsCompression ||
    intent.contextHasSummary ||
    intent.isCompressionSnapshot
  );
}

function isClearedSince(live: IntentFields, copy: IntentFields): boolean {
  if (live.clearGeneration === null || live.clearGeneration === copy.clearGeneration) return false;
  if (live.truncationWatermark !== 0 || live.truncationBoundary !== 0) return false;
  return live.messageCount > 0 || live.hasClearedShape;
}

/** Only a copy from before the compression: one that already has the summary was written later and may hold a loss. */
const isCompressedSince = (live: IntentFields, copy: IntentFields): boolean =>
  live.recordsCompression && !copy.contextHasSummary && copy.contextCount > live.contextCount;

const isUndoneSince = (live: Generation, copy: Generation): boolean =>
  live.state === 'valid' && (copy.state === 'absent' || (copy.state === 'valid' && copy.id !== live.id));

/** Builds before the summer of 2026 left only this mark: all that is missing lies behind the place of the cut. */
function isTruncatedAway(
  live: { readonly intent: IntentFields; readonly prints: readonly MessagePrint[] },
  copy: { readonly intent: IntentFields; readonly prints: readonly MessagePrint[] },
): boolean {
  const mark = live.intent.truncationWatermark;
  // "Truncated to nothing" is a clear, which has a mark of its own.
  if (mark === null || mark === 0 || mark === copy.intent.truncationWatermark) return false;
  const missing = missingFrom(live.prints, copy.prints);
  return missing.length > 0 && missing.every((print) => print.at !== null && print.at > mark * 1000);
}

export function parseIntent(file: JsonRecord): IntentFields {
  const messages = listOf(file.messages);
  const context = listOf(file.context_messages);
  const watermark = numberOrNull(file.truncation_watermark);
  const boundary = numberOrNull(file.truncation_boundary);
  const hasShorterContext =
    Array.isArray(file.context_messages) && Array.isArray(file.messages) && context.length < messages.length;
  const isAnchored = textOf(file.compression_anchor_summary) !== '' && isSet(file.compression_anchor_message_key);
  return {
    clearGeneration:
      typeof file.clear_generation === 'string' && file.clear_generation !== '' ? file.clear_generation : null,
    shrinkGeneration: generationOf(file.intentional_shrink_generation),
    truncationWatermark: watermark,
    truncationBoundary: boundary,
    hasClearedShape: hasClearedShape(file),
    messageCount: messages.length,
    recordsCompression:
      textOf(file.compression_anchor_mode).toLowerCase() === 'manual' ||
      (hasShorterContext && (isAnchored || watermark !== null)),
    contextCount: context.length,
    contextHasSummary: context.some(isCompressionSummary),
    isCompressionSnapshot: file.pre_compression_snapshot === true,
  };
}

const EMPTY_LISTS = ['messages', 'context_messages', 'pending_attachments'] as const;
const NULLS = ['active_stream_id', 'pending_user_message', 'pending_started_at', 'pending_user_source'] as const;

/** Each of these keys has to be there: a file of an older build proves nothing by lacking them. */
function hasClearedShape(file: JsonRecord): boolean {
  const isEmpty = (value: unknown): boolean => Array.isArray(value) && value.length === 0;
  return EMPTY_LISTS.every((key) => isEmpty(file[key])) && NULLS.every((key) => file[key] === null);
}

/** A version 4 UUID without dashes, as WebUI writes it. */
const GENERATION = /^[0-9a-f]{12}4[0-9a-f]{3}[89ab][0-9a-f]{15}$/;

function generationOf(value: unknown): Generation {
  if (value === null || value === undefined) return { state: 'absent' };
  return typeof value === 'string' && GENERATION.test(value) ? { state: 'valid', id: value } : { state: 'malformed' };
}

/** WebUI's structural test: how a message begins, not what it mentions. */
function isCompressionSummary(message: unknown): boolean {
  if (!isRecord(message) || typeof message.role !== 'string' || message.role === '' || message.role === 'tool')
    return false;
  const text = plainText(parseContent(message.content).parts).trimStart().slice(0, 100).toLowerCase();
  return (
    text.startsWith('[context compaction') ||
    text.startsWith('[your active task list was preserved across context compression]') ||
    text.startsWith('[session arc summary') ||
    (Boolean(message._compressed_summary) && text.startsWith('context compaction'))
  );
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? (value as unknown[]) : []);
const numberOrNull = (value: unknown): number | null => (typeof value === 'number' ? value : null);
const textOf = (value: unknown): string => (typeof value === 'string' ? value.trim() : '');
const isSet = (value: unknown): boolean => value !== null && value !== undefined;

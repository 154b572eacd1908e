/** Messages as one statement to the webview carries them: parsed, bounded, and the extension host keeps its turns. */
import type { PageEdge, ShownMessage } from '../core/protocol';
import type { TranscriptMessage } from '../core/transcriptMessage';
import { showMessage } from './shownMessage';

/**
 * Characters of JSON one statement carries: a page gets shorter when its messages are long, but never empty. Around a
 * kept place a quarter goes to what stands above it.
 */
const STATEMENT_CHARS = 1024 * 1024;
const SLICE_CHARS = 128 * 1024;

/**
 * As many messages as fit into `room`, counted from the edge that touches what is shown, in their own order. At least
 * one.
 */
export async function show(
  messages: readonly TranscriptMessage[],
  edge: PageEdge,
  room = STATEMENT_CHARS,
): Promise<ShownMessage[]> {
  const shown: ShownMessage[] = [];
  let chars = 0;
  for (let i = 0; i < messages.length; i++) {
    const message = showMessage(messages[edge === 'above' ? messages.length - 1 - i : i]!);
    const added = JSON.stringify(message).length;
    if (i > 0 && chars + added > room) break;
    // Parsing is synchronous; between slices of it the extension host gets its turn.
    if (Math.floor(chars / SLICE_CHARS) < Math.floor((chars + added) / SLICE_CHARS))
      await new Promise<void>((resolve) => setImmediate(resolve));
    chars += added;
    shown.push(message);
  }
  return edge === 'above' ? shown.reverse() : shown;
}

/** As `show`, for a statement that must hold the message at `index`. */
export async function showAround(messages: readonly TranscriptMessage[], index: number): Promise<ShownMessage[]> {
  const below = await show(
    messages.filter((message) => message.index >= index),
    'below',
  );
  const above = await show(
    messages.filter((message) => message.index < index),
    'above',
    STATEMENT_CHARS / 4,
  );
  return [...above, ...below];
}

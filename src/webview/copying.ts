/** Copying: the browser's own where it has all that is selected, else asked of the host, which has the messages. */
import type { WebviewToHost } from '../core/protocol';
import type { Host } from './host';
import { contextOf, isTyping } from './messageContext';
import type { MessageSelection } from './selection';

/** What is to be copied by the host: what is selected, or the message that has the focus where nothing is. Null for what the browser copies. */
function wantedOf(selection: MessageSelection): WebviewToHost | null {
  const messages = selection.beyondDrawn();
  if (messages !== null) return { type: 'copyRange', ...messages };
  const message = document.getSelection()?.isCollapsed === false ? null : contextOf(document.activeElement);
  return message === null ? null : { type: 'copyMessage', messageId: message.messageId };
}

/** As by key. */
export function copySelected(host: Pick<Host, 'post'>, selection: MessageSelection): void {
  const message = wantedOf(selection);
  if (message !== null) host.post(message);
  // A browser lets a page copy for moments only after somebody clicked in it; the host has no such bound, and takes words alone.
  else if (!document.execCommand('copy')) host.post({ type: 'copySelected', text: document.getSelection()?.toString() ?? '' });
}

export function copyByEvent(host: Pick<Host, 'post'>, selection: MessageSelection): void {
  const wanted = (event: Event): WebviewToHost | null => (isTyping(event.target) ? null : wantedOf(selection));
  // Without it the browser copies nothing, and says nothing, where nothing is selected.
  document.addEventListener('beforecopy', (event) => wanted(event) !== null && event.preventDefault());
  document.addEventListener('copy', (event) => {
    const message = wanted(event);
    if (message === null) return;
    host.post(message);
    event.preventDefault();
  });
}

/** Single letters that copy something of the message `article`; false for another key. */
export function copyByKey(host: Pick<Host, 'post'>, key: string, article: Element | null): boolean {
  const messageId = contextOf(article)?.messageId;
  if (messageId === undefined) return false;
  if (key === 'c') host.post({ type: 'copyMessage', messageId });
  else if (key === 'm') host.post({ type: 'copyMarkdown', messageId });
  else if (key === 'l') host.post({ type: 'copyLink', messageId });
  else return false;
  return true;
}

/** What may be opened outside the editor, always after a question. Nothing else ever becomes a link. */
const OPENABLE = /^(?:https?:\/\/|mailto:)[^\s]+$/i;

/** The address when it may be opened outside the editor, else null. */
export function openable(address: string): string | null {
  if (!OPENABLE.test(address)) return null;
  try {
    const url = new URL(address);
    return url.protocol === 'mailto:' || url.hostname !== '' ? url.href : null;
  } catch {
    return null;
  }
}

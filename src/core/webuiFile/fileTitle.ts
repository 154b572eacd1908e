/** The title of a conversation file: null when it is blank, or the placeholder that Hermes WebUI writes. */
export const fileTitle = (title: unknown): string | null =>
  typeof title === 'string' && title.trim() !== '' && title !== 'Untitled' ? title : null;

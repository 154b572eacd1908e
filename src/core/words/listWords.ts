/** "2, 3 and 4": a list as a reader writes it. */
export const listWords = (items: readonly string[], locale: string): string =>
  new Intl.ListFormat(locale, { type: 'conjunction' }).format(items);

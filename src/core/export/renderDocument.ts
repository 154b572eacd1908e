/** A conversation in one of the forms that are made for readers. */
import type { ExportDocument } from './exportDocument';
import type { DocumentFormat } from './exportRequest';
import type { ParseMarkdown } from './htmlMarkdown';
import { renderHtml } from './renderHtml';
import { renderJson } from './renderJson';
import { renderMarkdown } from './renderMarkdown';
import { renderText } from './renderText';

/**
 * The document in pieces, in order: about one a message. Messages are read while pieces are asked for, and none is kept,
 * so that the memory it takes does not grow with the conversation.
 */
export function renderDocument(
  document: ExportDocument,
  format: DocumentFormat,
  parse: ParseMarkdown,
): Generator<string> {
  switch (format) {
    case 'text':
      return renderText(document);
    case 'markdown':
      return renderMarkdown(document);
    case 'html':
      return renderHtml(document, parse);
    case 'json':
      return renderJson(document);
  }
}

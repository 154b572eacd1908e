/** The parts of a message: prose, pictures and attachments as stubs, and what we do not know as it was stored. */
import type { ShownMessage } from '../core/protocol';
import type { TranscriptPart } from '../core/transcriptMessage';
import { h, icon, type Child } from './dom';
import { renderLine } from './line';
import { renderOutput, renderPlain, renderRest } from './longText';
import { renderBlocks } from './markdownDom';
import { textKey, type View } from './view';

export function renderParts(
  view: View,
  message: ShownMessage,
  parts: readonly TranscriptPart[] = message.parts,
): Child[] {
  return parts.flatMap((part, i) => renderPart(view, message, part, i));
}

function renderPart(view: View, message: ShownMessage, part: TranscriptPart, position: number): Child[] {
  switch (part.kind) {
    case 'text': {
      if (part.text.trim() === '') return [];
      const blocks = message.markdown[part.slot];
      return [
        h(
          'div',
          { class: 'read', 'data-text': textKey.of(message.id, part.slot) },
          ...(blocks === undefined
            ? renderPlain(view, message.id, part)
            : [...renderBlocks(view, message.id, blocks), ...renderRest(view, message.id, part)]),
        ),
      ];
    }
    case 'image': {
      const what = part.alt !== '' ? part.alt : view.say(part.origin === 'remote' ? 'remotePicture' : 'picture');
      const about = [
        part.host,
        part.mediaType.replace(/^image\//, '').toUpperCase(),
        part.sizeBytes > 0 ? view.formats.size(part.sizeBytes) : '',
      ];
      const stub = renderPicture(what, about);
      // A part is named by its place in the message, which is not that in a list of some of them.
      return [part.origin === 'data' ? view.pictures.element(message.id, message.parts.indexOf(part), what, stub) : stub];
    }
    case 'attachment':
      return [
        h(
          'div',
          { class: 'stub' },
          icon('file'),
          h('bdi', {}, part.name || view.say('attachment')),
          h('span', { class: 'dim' }, part.mediaType),
        ),
      ];
    case 'unknown':
      return [
        renderLine(view, {
          messageId: message.id,
          part: `unknown:${position}`,
          kind: 'other',
          icon: 'json',
          name: view.say('unknownPart', { type: part.type }),
          gist: '',
          gistIsProse: true,
          size: view.formats.size(part.chars),
          body: () => renderOutput(view, message.id, part),
        }),
      ];
  }
}

function renderPicture(what: string, about: readonly string[]): HTMLElement {
  return h(
    'div',
    { class: 'stub block' },
    h('span', { class: 'frame' }, icon('file-media')),
    h(
      'span',
      {},
      h('span', { class: 'what' }, what),
      h('span', { class: 'dim' }, about.filter((fact) => fact !== '').join(' · ')),
    ),
  );
}

/** What a tool answered, as what it is: output in colours, a diff, a tree, lines of a file, a list of tasks. */
import type { ShownMessage } from '../core/protocol';
import { languageOfPath } from '../core/syntax';
import type { SlotText } from '../core/transcriptMessage';
import { renderDiff, renderFile, renderTodos } from './codeDom';
import { h, type Child } from './dom';
import { renderJsonTree } from './jsonTree';
import { action, renderOutput } from './longText';
import type { View } from './view';

const FILE_LINES = 20;
const DIFF_LINES = 40;

/** `gist` names what was asked for, which for a file is its path. */
export function renderResultText(view: View, message: ShownMessage, text: SlotText, gist: string): Child[] {
  const { form } = message;
  switch (form.kind) {
    case 'text':
      return renderOutput(view, message.id, text);
    case 'diff':
      return renderOutput(view, message.id, text, { foldLines: DIFF_LINES, draw: (shown) => [renderDiff(shown)] });
    case 'file': {
      const language = languageOfPath(gist);
      const { firstLine, totalLines } = form;
      const of = totalLines === null ? null : h('span', {}, view.say('fileLines', { total: totalLines }));
      return renderOutput(view, message.id, text, {
        foldLines: FILE_LINES,
        draw: (shown) => [renderFile(shown, firstLine, language)],
        actions: [of],
      });
    }
    case 'todo':
      return renderOutput(view, message.id, text, {
        foldLines: DIFF_LINES,
        draw: (shown) => [renderTodos(shown, (word) => view.say(word))],
      });
    case 'json':
      return renderJson(view, message.id, text);
  }
}

/** A tree where all of it is here, unless the reader, or what was found in it, wants the text. */
function renderJson(view: View, messageId: string, text: SlotText): Child[] {
  const part = `plain:${text.slot}`;
  const container = h('div');
  const show = (): void => {
    const wantsText = view.isOpen(messageId, part);
    const whole = [text.text, ...view.morePieces(messageId, text.slot)].join('');
    const tree = wantsText || whole.length < text.chars ? null : renderJsonTree(view, messageId, text.slot, whole);
    const toggle = (): void => {
      view.setOpen(messageId, part, tree !== null);
      show();
      container.querySelector<HTMLElement>(`[data-focus="${part}"]`)?.focus({ preventScroll: true });
    };
    const actions =
      tree === null && !wantsText ? [] : [action(view.say(tree === null ? 'showTree' : 'showText'), part, toggle)];
    const drawn =
      tree === null
        ? renderOutput(view, messageId, text, { actions })
        : renderOutput(view, messageId, text, { foldLines: Infinity, draw: () => [tree], actions });
    container.replaceChildren(...drawn.filter((child) => child !== null));
  };
  show();
  return [container];
}

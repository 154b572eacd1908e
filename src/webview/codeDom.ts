/** Code, output and differences as elements: few of them, however many lines there are. */
import { ansiPieces } from '../core/ansi';
import { diffBlocks } from '../core/diffLines';
import { syntaxPieces } from '../core/syntax';
import { h, text, type Child } from './dom';

/** More pieces than this of one text are not told apart. */
const MOST_PIECES = 3_000;

/** Code with its comments, strings, numbers and keywords told apart, where the language is known. */
export function renderCode(code: string, language: string): Child[] {
  const pieces = syntaxPieces(code, language);
  if (pieces === null || pieces.length > MOST_PIECES) return [code];
  return pieces.map((piece) => (piece.kind === 'text' ? text(piece.text) : h('span', { class: `syntax-${piece.kind}` }, piece.text)));
}

/** Output of a terminal in the theme's colours. */
export function renderAnsi(output: string): Child[] {
  return ansiPieces(output).map((piece) => {
    const classes = [
      piece.colour === null ? '' : `ansi-${piece.colour}`,
      piece.bold ? 'ansi-bold' : '',
      piece.dim ? 'dim' : '',
      piece.italic ? 'ansi-italic' : '',
      piece.underline ? 'ansi-underline' : '',
    ].filter((name) => name !== '');
    return classes.length === 0 ? text(piece.text) : h('span', { class: classes.join(' ') }, piece.text);
  });
}

const SIGNS = { same: ' ', added: '+', removed: '−', head: '' } as const;

/** A unified diff, with the numbers of its lines and a sign for what colour says. */
export function renderDiff(diff: string): HTMLElement {
  return h(
    'div',
    { class: 'diff', tabindex: 0 },
    ...diffBlocks(diff).map(({ kind, first, lines }) =>
      h(
        'div',
        { class: kind === 'head' ? 'preamble' : kind },
        h('pre', { class: 'numbers' }, kind === 'head' ? '' : lines.map((_, i) => first + i).join('\n')),
        h('pre', { class: 'signs' }, lines.map(() => SIGNS[kind]).join('\n')),
        h('pre', {}, lines.join('\n')),
      ),
    ),
  );
}

/** Lines of a file with their numbers. */
export function renderFile(lines: string, firstLine: number, language: string): HTMLElement {
  const count = lines.split('\n').length;
  const numbers = Array.from({ length: count }, (_, i) => firstLine + i).join('\n');
  return h(
    'div',
    { class: 'lines', tabindex: 0 },
    h('pre', { class: 'numbers', 'aria-hidden': 'true' }, numbers),
    h('pre', {}, ...renderCode(lines, language)),
  );
}

const TODO = {
  x: { icon: 'pass', word: 'todoDone' },
  '>': { icon: 'arrow-small-right', word: 'todoActive' },
  '-': { icon: 'circle-slash', word: 'todoCancelled' },
  ' ': { icon: 'circle-large', word: 'todoOpen' },
} as const;

/** A list of tasks; `say` names what a sign stands for. */
export function renderTodos(list: string, say: (word: (typeof TODO)[keyof typeof TODO]['word']) => string): HTMLElement {
  return h(
    'ul',
    { class: 'todos' },
    ...list.split('\n').map((line) => {
      const sign = /^\[([x>\- ])\] /.exec(line)?.[1] as keyof typeof TODO | undefined;
      const { icon: name, word } = TODO[sign ?? ' '];
      return h(
        'li',
        { dir: 'auto', class: word },
        h('i', { class: `codicon codicon-${name}`, role: 'img', 'aria-label': say(word) }),
        h('span', {}, line.slice(4)),
      );
    }),
  );
}

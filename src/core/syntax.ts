/**
 * Code in pieces that are alike: comments, strings, numbers, keywords. One pattern for all languages, with what differs between them
 * (comment signs, keywords) by family: it reads code well enough to guide the eye, takes linear time whatever the text, and needs no
 * library.
 */
export type SyntaxKind = 'text' | 'comment' | 'string' | 'number' | 'keyword' | 'constant';

export interface SyntaxPiece {
  readonly kind: SyntaxKind;
  readonly text: string;
}

/** Longer code is plain. */
const LONGEST = 60_000;

type Comments = 'slash' | 'hash' | 'dash' | 'none';

const FAMILIES: readonly (readonly [RegExp, Comments, string])[] = [
  [
    /^(?:[cm]?[jt]sx?|javascript|typescript)$/,
    'slash',
    'abstract as async await break case catch class const continue debugger default delete do else enum export extends finally for from function get if implements import in instanceof interface is keyof let new of private protected public readonly return satisfies set static super switch this throw try type typeof var void while with yield',
  ],
  [
    /^(?:py|python|pyi)$/,
    'hash',
    'and as assert async await break class continue def del elif else except finally for from global if import in is lambda match nonlocal not or pass raise return try while with yield case',
  ],
  [/^(?:sh|bash|zsh|shell|console|fish|ps1|powershell)$/, 'hash', 'case do done elif else esac export fi for function if in local return then until while'],
  [
    /^(?:rs|rust|go|java|kt|kotlin|swift|c|h|cc|cpp|hpp|c\+\+|cs|csharp|scala|dart|php|zig)$/,
    'slash',
    'abstract as async await break case catch char class const continue default defer do double else enum extends extern final finally float fn for func fun go goto if impl implements import in int interface let long loop map match mod module mut namespace new override package private protected pub public range return self short signed sizeof static struct super switch template this throw trait try type typedef union unsafe unsigned use using val var virtual void where while yield',
  ],
  [/^(?:rb|ruby|ex|exs|elixir|perl|pl|r|jl|julia)$/, 'hash', 'and begin break case class def defmodule do else elsif end ensure for fn function if in module my next not or raise require rescue return self sub then unless until use when while yield'],
  [/^(?:ya?ml|toml|ini|conf|cfg|dockerfile|makefile|env|properties)$/, 'hash', ''],
  [/^(?:sql|lua|hs|haskell)$/, 'dash', 'all and as asc begin between by case create delete desc distinct drop else end exists from function group having if in index inner insert into is join left like limit local not null on or order outer primary return right select set table then union unique update values view when where while with'],
  [/^(?:json|jsonc|json5)$/, 'slash', ''],
  [/^(?:css|scss|less)$/, 'slash', ''],
];

const COMMENTS: Readonly<Record<Comments, string>> = {
  slash: '\\/\\/[^\\n]*|\\/\\*(?:[^*]|\\*(?!\\/))*(?:\\*\\/|$)',
  hash: '(?<=^|\\s)#[^\\n]*',
  dash: '--[^\\n]*',
  none: '(?!)',
};

const STRING = '"(?:[^"\\\\\\n]|\\\\[^])*"?|\'(?:[^\'\\\\\\n]|\\\\[^])*\'?|`(?:[^`\\\\]|\\\\[^])*`?';
const CONSTANTS = new Set(['true', 'false', 'null', 'undefined', 'None', 'True', 'False', 'nil', 'NaN']);

/** `language` as a fence or a file's ending names it; null when it is none that is known. */
export function syntaxPieces(text: string, language: string): SyntaxPiece[] | null {
  const name = language.toLowerCase();
  const family = FAMILIES.find(([names]) => names.test(name));
  if (family === undefined || text.length > LONGEST) return null;
  const [, comments, words] = family;
  const keywords = new Set(words.split(' '));
  const pattern = new RegExp(`(${COMMENTS[comments]})|(${STRING})|([\\p{L}_$][\\p{L}\\p{N}_$]*)|(\\d[\\w.]*)`, 'gmu');
  const pieces: SyntaxPiece[] = [];
  let from = 0;
  const add = (kind: SyntaxKind, piece: string): void => {
    const last = pieces.at(-1);
    if (last?.kind === kind) pieces[pieces.length - 1] = { kind, text: last.text + piece };
    else if (piece !== '') pieces.push({ kind, text: piece });
  };
  const foldsCase = comments === 'dash';
  for (const match of text.matchAll(pattern)) {
    add('text', text.slice(from, match.index));
    from = match.index + match[0].length;
    const [whole, comment, string, word] = match;
    if (comment !== undefined) add('comment', whole);
    else if (string !== undefined) add('string', whole);
    else if (word !== undefined)
      add(CONSTANTS.has(word) ? 'constant' : keywords.has(foldsCase ? word.toLowerCase() : word) ? 'keyword' : 'text', whole);
    else add('number', whole);
  }
  add('text', text.slice(from));
  return pieces;
}

/** What the ending of a path says of the language; '' for none. */
export const languageOfPath = (path: string): string =>
  /(?:^|[\\/])(dockerfile|makefile)$/i.exec(path)?.[1] ?? /\.([A-Za-z0-9+]{1,10})(?::\d+)?$/.exec(path)?.[1] ?? '';

/**
 * The sixteen colours of a terminal, made readable on this page: each mixed with as much of the text's own colour as it needs. They are
 * set on the root when the page starts and whenever the theme changes.
 */
import { readable, type Colour } from '../core/contrast';

const NAMES = ['Black', 'Red', 'Green', 'Yellow', 'Blue', 'Magenta', 'Cyan', 'White'];

export function keepAnsiColours(): void {
  set();
  const observer = new MutationObserver(set);
  // VS Code changes a theme by the variables on the root element and the class of the body.
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['style', 'class'] });
  observer.observe(document.body, { attributes: true, attributeFilter: ['class'] });
}

let last = '';

function set(): void {
  const probe = document.createElement('i');
  document.body.append(probe);
  const resolve = (colour: string): Colour | null => {
    probe.style.color = '';
    probe.style.color = colour;
    return parse(getComputedStyle(probe).color);
  };
  const page = resolve('var(--page)');
  const text = resolve('var(--text)');
  const all = [...NAMES, ...NAMES.map((name) => `Bright${name}`)];
  const colours = all.map((name) => resolve(`var(--vscode-terminal-ansi${name}, var(--text))`));
  probe.remove();
  if (page === null || text === null) return;
  const made = colours.map((colour) => `rgb(${readable(colour ?? text, text, page).join(' ')})`);
  // Setting them changes the very attribute that is watched.
  if (made.join() === last) return;
  last = made.join();
  made.forEach((colour, i) => document.body.style.setProperty(`--ansi-${i}`, colour));
}

function parse(colour: string): Colour | null {
  const numbers = /^rgba?\(([^)]+)\)$/.exec(colour)?.[1]?.split(/[\s,/]+/).map(Number);
  const [red, green, blue] = numbers ?? [];
  return red === undefined || green === undefined || blue === undefined ? null : [red, green, blue];
}

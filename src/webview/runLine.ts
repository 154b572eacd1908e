/** A run of tool calls as one line. What it stands for are the rows below it, so that it opens nothing of its own. */
import type { CallRun } from '../core/callRuns';
import { h } from './dom';
import { lineRow } from './line';
import type { View } from './view';

export interface RunState {
  readonly run: CallRun;
  readonly isOpen: boolean;
}

/** Names beyond these are counted together. */
const NAMED_TOOLS = 4;

export function renderRun(view: View, { run, isOpen }: RunState, toggle: () => void): HTMLElement {
  const { errors } = run;
  const [code] = errors;
  const exception =
    errors.length === 0
      ? null
      : errors.length > 1
        ? view.say('runErrors', { count: errors.length })
        : code == null
          ? view.say('failed')
          : view.say('exit', { code: String(code) });
  const { tooltip, row } = lineRow({
    icon: 'tools',
    name: view.say('runCalls', { count: run.calls }),
    gist: gistOf(view, run),
    gistIsProse: true,
    ...(exception === null ? {} : { exception }),
    ...(run.durationMs === null ? {} : { duration: view.formats.duration(run.durationMs) }),
  });
  return h(
    'div',
    { class: exception === null ? 'line run' : 'line run error' },
    h(
      'button',
      {
        type: 'button',
        class: 'line-row',
        title: tooltip,
        'data-focus': 'run',
        'data-kind': 'run',
        // Whoever copies it means what it stands for.
        'data-from': run.ids[0]!,
        'data-to': run.ids.at(-1)!,
        'aria-expanded': String(isOpen),
        onclick: toggle,
      },
      ...row,
      h('i', { class: 'codicon chevron', 'aria-hidden': 'true' }),
    ),
  );
}

/** "read_file 7, patch 3, 2 others 4" */
function gistOf(view: View, { tools, thoughts }: CallRun): string {
  const named = tools.slice(0, tools.length > NAMED_TOOLS + 1 ? NAMED_TOOLS : tools.length);
  const others = tools.slice(named.length);
  return [
    ...named.map(({ name, count }) => `${name || view.say('toolCall')} ${view.number(count)}`),
    ...(others.length === 0 ? [] : [view.say('runOthers', { count: others.reduce((sum, { count }) => sum + count, 0) })]),
    ...(thoughts === 0 ? [] : [view.say('runThoughts', { count: thoughts })]),
  ].join(', ');
}

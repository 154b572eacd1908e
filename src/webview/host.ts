/** The other side: VS Code's message port and the small state it keeps for a panel. */
import { parseChoice, parsePlace, type Choice, type HostToWebview, type Place, type WebviewToHost } from '../core/protocol';

interface VsCodeApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

export interface Host {
  post(message: WebviewToHost): void;
  listen(receive: (message: HostToWebview) => void): void;
  /** Where the reader was before a reload or a stay in the background. */
  keptPlace(): Place | null;
  keepPlace(place: Place | null): void;
  keptChoice(): Choice | null;
  keepChoice(choice: Choice | null): void;
}

/** Call once: VS Code hands out its API a single time. `panel` names what the panel shows, for its restoring. */
export function connectHost(panel: Readonly<Record<string, unknown>>): Host {
  const api = acquireVsCodeApi();
  const kept = api.getState();
  const of = (name: 'place' | 'choice'): unknown =>
    typeof kept === 'object' && kept !== null ? (kept as Readonly<Record<string, unknown>>)[name] : undefined;
  const keptPlace = parsePlace(of('place'));
  const keptChoice = parseChoice(of('choice'));
  let place = keptPlace;
  let choice = keptChoice;
  const keep = (): void => api.setState({ ...panel, place, choice });
  // At once, so that a panel can be restored even when nothing was ever shown in it.
  keep();
  return {
    post: (message) => api.postMessage(message),
    // Only VS Code's own frame can post here: no other origin frames a webview, and it frames none.
    listen: (receive) =>
      window.addEventListener('message', (event: MessageEvent<HostToWebview>) => receive(event.data)),
    keptPlace: () => keptPlace,
    keepPlace: (next) => {
      place = next;
      keep();
    },
    keptChoice: () => keptChoice,
    keepChoice: (next) => {
      choice = next;
      keep();
    },
  };
}

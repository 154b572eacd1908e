/**
 * Says everything, and prints it as JSON: the document, the entries of tables that were never asked for, and those of which a
 * form is missing. A process of its own, so that V8 counts each branch of the words from their first line on (`NODE_V8_COVERAGE`).
 */
import { sayFindings } from './sayFindings';
import { sayRepair } from './sayRepair';
import { sayTerminal } from './sayTerminal';
import { sayUndo } from './sayUndo';
import { sayView } from './sayView';
import { Sayings } from './sayings';
import { missingForms, watchTables } from './tables';

const INTRO =
  'Every sentence about recovery that a person can meet, in each of its forms, under the situation in which they meet it. `[…]` is a button. ' +
  'Made from `src/core/words` by `test/unit/core/words/recoveryWords.test.ts`: `UPDATE=1` writes it anew.';

export interface Said {
  readonly document: string;
  readonly unsaid: readonly string[];
  readonly missingForms: readonly string[];
  /** Notifications that are cut off. */
  readonly cut: readonly string[];
}

const modules = process.argv.slice(2);
const watched = watchTables(modules);
const sayings = new Sayings();
for (const part of [sayView, sayFindings, sayRepair, sayUndo, sayTerminal]) part(sayings);
const document = sayings.document('What is said about recovery', INTRO);
const said: Said = { document, unsaid: watched.unsaid(), missingForms: missingForms(watched.entries, document), cut: sayings.cut };
process.stdout.write(JSON.stringify(said));

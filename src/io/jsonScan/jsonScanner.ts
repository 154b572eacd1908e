/** Outlines of one JSON file after another, in memory that is used again and again. */
import { outlineJson, type JsonMember, type JsonOutline } from '../../core/jsonOutline';
import type { Scratch } from '../stableFile';
import type { MemberKeys } from './memberKeys';
import { MEMBER_WORDS, OWN_BYTES, ownBytes, scanModule, UNSURE } from './scanCode';

/** A larger file gets memory of its own, which goes when it does. */
const LARGEST_TEXT = 4 * 1024 * 1024;
/** Behind the text: the zero that ends it, and what a look at sixteen bytes may see behind that. */
const BEHIND_TEXT = 64;
/** For outlines: of an object with more than some 30,000 entries is said that it has to be parsed. */
const OUT_BYTES = 256 * 1024;
const TEXT_AT = OWN_BYTES;
const OUT_AT = TEXT_AT + LARGEST_TEXT + BEHIND_TEXT;
const PAGE = 64 * 1024;

type Run = (at: number, end: number, out: number, outEnd: number) => number;

interface Engine {
  readonly memory: Uint8Array;
  readonly words: Int32Array;
  readonly run: Run;
}

export class JsonScanner implements Scratch {
  private heap = new Uint8Array(0);

  /** Without an engine it does the same, slower. */
  constructor(private readonly engine: Engine | null = startEngine()) {}

  take(size: number): Uint8Array {
    if (size > LARGEST_TEXT) return new Uint8Array(size);
    if (this.engine !== null) return this.engine.memory.subarray(TEXT_AT, TEXT_AT + size);
    if (size > this.heap.length) this.heap = new Uint8Array(Math.min(LARGEST_TEXT, size * 2));
    return this.heap.subarray(0, size);
  }

  /** As `outlineJson`; of the members those that `keys` asks for. Bytes in the memory that was taken are not copied. */
  outline(json: Uint8Array, keys: MemberKeys): JsonOutline | null {
    const { engine } = this;
    if (engine === null || json.length > LARGEST_TEXT) return outlineJson(json);
    const { memory, words, run } = engine;
    if (json.buffer !== memory.buffer) memory.set(json, TEXT_AT);
    const start = json.buffer === memory.buffer ? json.byteOffset : TEXT_AT;
    const end = start + json.length;
    // What stands behind is put back: this may be a part of a text.
    const behind = memory[end] as number;
    memory[end] = 0;
    const written = run(start, end, OUT_AT, OUT_AT + OUT_BYTES);
    memory[end] = behind;
    return written === UNSURE ? null : membersIn(words, written / 4, memory.subarray(start, end), keys);
  }
}

function membersIn(words: Int32Array, count: number, json: Uint8Array, keys: MemberKeys): JsonOutline {
  const members = new Map<string, JsonMember>();
  const first = OUT_AT / 4;
  for (let at = first; at < first + count; ) {
    const listed = words[at + 4] as number;
    const entriesAt = at + MEMBER_WORDS;
    const next = listed === UNSURE ? entriesAt : entriesAt + listed * 2;
    const key = keys.at(json, words[at] as number, words[at + 1] as number);
    if (key !== null) {
      // A copy: the next outline is written to the same place.
      const entries = listed === UNSURE ? null : words.slice(entriesAt, next);
      members.set(key, { start: words[at + 2] as number, end: words[at + 3] as number, entries });
    }
    at = next;
  }
  return members;
}

/** What of the global of this name is used; the types of Node 20 do not declare it. */
interface WebAssemblyApi {
  readonly Memory: new (size: { initial: number; maximum: number }) => { readonly buffer: ArrayBuffer };
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: { readonly run: Run } };
}

/** Null where the engine or the processor has no instructions for sixteen bytes at once. */
function startEngine(): Engine | null {
  const { Memory, Module, Instance } = (globalThis as unknown as { readonly WebAssembly: WebAssemblyApi }).WebAssembly;
  const pages = Math.ceil((OUT_AT + OUT_BYTES) / PAGE);
  try {
    // What is not written to takes no memory of the machine.
    const memory = new Memory({ initial: pages, maximum: pages });
    const { run } = new Instance(new Module(scanModule()), { env: { memory } }).exports;
    const bytes = new Uint8Array(memory.buffer);
    bytes.set(ownBytes());
    return { memory: bytes, words: new Int32Array(memory.buffer), run };
  } catch {
    return null;
  }
}

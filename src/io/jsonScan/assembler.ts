/**
 * The few instructions of WebAssembly that a scanner of bytes is made of, and a module of one function made of them.
 * Source: the core specification, version 2, with fixed-width SIMD. Values are i32 unless a name says v128.
 */

/** Instructions, or a value on the stack. `labels` are those around it, the innermost first. */
export type Code = (labels: readonly string[]) => readonly number[];

const I32 = 0x7f;
const V128 = 0x7b;
const NOTHING = 0x40;

const bytes = (...code: number[]): Code => () => code;
export const seq = (...parts: readonly Code[]): Code => (labels) => parts.flatMap((part) => part(labels));
/** What stands between in brackets that a branch may name. */
const labelled = (opcode: number, label: string, parts: readonly Code[]): Code => (labels) =>
  [opcode, NOTHING, ...seq(...parts)([label, ...labels]), END];

const END = 0x0b;
const ELSE = 0x05;

/** A branch to it goes behind it. */
export const block = (label: string, ...parts: readonly Code[]): Code => labelled(0x02, label, parts);
/** A branch to it begins it again; without one it ends. */
export const loop = (label: string, ...parts: readonly Code[]): Code => labelled(0x03, label, parts);

export const when = (condition: Code, then: Code, otherwise: Code | null = null): Code => (labels) => {
  const inside = ['', ...labels];
  const rest = otherwise === null ? [] : [ELSE, ...otherwise(inside)];
  return [...condition(labels), 0x04, NOTHING, ...then(inside), ...rest, END];
};

export const branch = (label: string): Code => (labels) => [0x0c, depthOf(label, labels)];
export const branchIf = (label: string, condition: Code): Code => (labels) =>
  [...condition(labels), 0x0d, depthOf(label, labels)];

function depthOf(label: string, labels: readonly string[]): number {
  const depth = labels.indexOf(label);
  if (depth === -1) throw new Error(`There is no “${label}” around this branch.`);
  return depth;
}

export const giveBack = (value: Code): Code => seq(value, bytes(0x0f));

export const int = (value: number): Code => bytes(0x41, ...signedLeb(value));
/** A variable is named by its index, parameters first. */
export const get = (variable: number): Code => bytes(0x20, variable);
export const set = (variable: number, value: Code): Code => seq(value, bytes(0x21, variable));
/** Sets, and is the value, too. */
export const tee = (variable: number, value: Code): Code => seq(value, bytes(0x22, variable));

const binary = (...opcode: number[]) => (a: Code, b: Code): Code => seq(a, b, bytes(...opcode));

export const isZero = (value: Code): Code => seq(value, bytes(0x45));
export const equal = binary(0x46);
export const differs = binary(0x47);
export const isBelow = binary(0x49);
export const isAbove = binary(0x4b);
export const trailingZeros = (value: Code): Code => seq(value, bytes(0x68));
export const plus = binary(0x6a);
export const minus = binary(0x6b);
export const and = binary(0x71);
export const or = binary(0x72);
export const shiftRight = binary(0x75);
export const increase = (variable: number, by: number): Code => set(variable, plus(get(variable), int(by)));

// Memory: the operand is log2 of the alignment, then the offset that is added to the address.
export const byteAt = (address: Code, offset = 0): Code => seq(address, bytes(0x2d, 0, ...leb(offset)));
export const wordAt = (address: Code, offset = 0): Code => seq(address, bytes(0x28, 0, ...leb(offset)));
export const putByte = (address: Code, value: Code): Code => seq(address, value, bytes(0x3a, 0, 0));
export const putWord = (address: Code, value: Code, offset = 0): Code =>
  seq(address, value, bytes(0x36, 0, ...leb(offset)));

const SIMD = 0xfd;
/** Sixteen bytes at once. */
export const bytesAt = (address: Code): Code => seq(address, bytes(SIMD, 0x00, 0, 0));
/** Sixteen times the same byte. */
export const each = (byte: number): Code => bytes(SIMD, 0x0c, ...new Array<number>(16).fill(byte));
export const eachEqual = binary(SIMD, 0x23);
export const eachAtMost = binary(SIMD, 0x2a);
export const eitherOf = binary(SIMD, 0x50);
/** One bit for each of the sixteen comparisons, that of the first byte lowest. */
export const bitsOf = (comparisons: Code): Code => seq(comparisons, bytes(SIMD, 0x64));

export interface FunctionShape {
  readonly parameters: number;
  /** Further variables: their indexes follow the parameters'. */
  readonly variables: number;
  /** Those of sixteen bytes: their indexes follow the variables'. */
  readonly vectors: number;
}

/** A module that exports `run`, a function from i32s to an i32, and imports its memory as `env.memory`. */
export function moduleOf({ parameters, variables, vectors }: FunctionShape, body: Code): Uint8Array {
  const locals = [2, ...leb(variables), I32, ...leb(vectors), V128];
  const code = [...locals, ...body([]), END];
  const section = (id: number, ...content: number[]): number[] => [id, ...leb(content.length), ...content];
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...section(1, 1, 0x60, parameters, ...new Array<number>(parameters).fill(I32), 1, I32),
    ...section(2, 1, ...name('env'), ...name('memory'), 0x02, 0x00, 1),
    ...section(3, 1, 0),
    ...section(7, 1, ...name('run'), 0x00, 0),
    ...section(10, 1, ...leb(code.length), ...code),
  ]);
}

const name = (text: string): number[] => [text.length, ...Array.from(text, (c) => c.charCodeAt(0))];

/** Seven bits a byte, the lowest first; the highest bit says that more follow. */
function leb(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...leb(value >>> 7)];
}

function signedLeb(value: number): number[] {
  const isLast = value >= -0x40 && value < 0x40;
  return isLast ? [value & 0x7f] : [(value & 0x7f) | 0x80, ...signedLeb(value >> 7)];
}

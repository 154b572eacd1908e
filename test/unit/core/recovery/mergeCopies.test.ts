import * as assert from 'node:assert/strict';
import { alignCopies, type Aligned, type Stretch } from '../../../../src/core/recovery/alignCopies';
import { covers, isSameMessage } from '../../../../src/core/recovery/compare';
import { mergeCopies, TAKES, type Merged, type MergeChoice } from '../../../../src/core/recovery/mergeCopies';
import type { StoredPrint } from '../../../../src/core/recovery/snapshot';
import { pseudoRandom } from './pseudoRandom';

/** "u1@30": a prompt of that second; "a1" an answer at no known time; "a1+" one with reasoning; "-x" a note, "-x@30" one of that second, "-t1" the answer of a tool to the call t1: none of these is compared. */
function copy(...entries: readonly string[]): Aligned {
  const prints = entries.flatMap((entry, place): StoredPrint[] => {
    if (entry.startsWith('-')) return [];
    const [key = '', seconds] = entry.replace(/[!+]/, '').split('@');
    const at = seconds === undefined ? null : 1_777_626_000_000 + Number(seconds) * 1000;
    return [{ role: key.startsWith('u') ? 'user' : 'assistant', key, at, isRecovered: entry.includes('!'), place, ...(entry.includes('+') && { hasReasoning: true as const }) }];
  });
  const beside = entries.flatMap((entry, place) => {
    const [key = '', seconds] = entry.split('@');
    if (!key.startsWith('-')) return [];
    return [{ place, key: key.startsWith('-t') ? `tool ${key.slice(1)}` : key, ...(seconds !== undefined && { at: Number(seconds) * 1000 }) }];
  });
  return { prints, beside, messageCount: entries.length };
}

const shown = (stretches: readonly Stretch[]): string[] =>
  stretches.map((stretch) =>
    stretch.kind === 'common'
      ? `= ${stretch.pairs.length}`
      : [stretch.live, stretch.previous].map((side) => side.map(({ print }) => print.key).join(' ')).join(' | '),
  );

function merged(live: Aligned, previous: Aligned, takes: MergeChoice['takes']): Merged {
  return mergeCopies(alignCopies(live, previous), { live, previous }, takes) ?? assert.fail('not a decision for each stretch');
}
const keys = ({ prints }: { readonly prints: readonly StoredPrint[] }): string[] => prints.map(({ key }) => key);

describe('putting two copies together', () => {
  const live = copy('u1@0', 'a1@5', 'u9@30', 'a9@33', 'u4@90');
  const previous = copy('u1@0', 'a1@5', 'u2@60', 'a2@64', 'u3@70', 'a3@75', 'u4@90');

  it('finds what both have, and what differs between', () => {
    assert.deepEqual(shown(alignCopies(live, previous)), ['= 2', 'u9 a9 | u2 a2 u3 a3', '= 1']);
    assert.deepEqual(shown(alignCopies(live, live)), ['= 5']);
    assert.deepEqual(shown(alignCopies(copy(), previous)), [' | u1 a1 u2 a2 u3 a3 u4']);
    assert.deepEqual(shown(alignCopies(copy('-'), copy('-', 'u1'))), ['= 1', ' | u1']);
  });

  it('takes one side, the other, or both in the order of their times, turn by turn', () => {
    assert.deepEqual(keys(merged(live, previous, 'live')), keys(live));
    assert.deepEqual(keys(merged(live, previous, 'previous')), keys(previous));
    assert.deepEqual(keys(merged(live, previous, 'union')), ['u1', 'a1', 'u9', 'a9', 'u2', 'a2', 'u3', 'a3', 'u4']);
    const late = copy('u1@0', 'a1@5', 'u9@66', 'a9@72', 'u4@90');
    // The answer at 72 belongs to the prompt at 66, not behind what was asked at 70.
    assert.deepEqual(keys(merged(late, previous, 'union')), ['u1', 'a1', 'u2', 'a2', 'u9', 'a9', 'u3', 'a3', 'u4']);
  });

  it('puts the previous copy first where a time is not known, or was that of a recovery', () => {
    assert.deepEqual(keys(merged(copy('u9@1'), copy('u2', 'a2'), 'union')), ['u2', 'a2', 'u9']);
    assert.deepEqual(keys(merged(copy('u9@1'), copy('u2@900!'), 'union')), ['u2', 'u9']);
  });

  it('decides stretch by stretch, and counts what it leaves out', () => {
    const here = copy('u1@0', 'a1@5', 'u5@10', 'u2@20', 'a2@25', 'u6@30', '-');
    const there = copy('u1@0', 'a1@5', 'u7@10', '-', '-', 'u2@20', 'a2@25', 'u8@31', 'a8@35');
    assert.deepEqual(shown(alignCopies(here, there)), ['= 2', 'u5 | u7', '= 2', 'u6 | u8 a8']);
    const mixed = merged(here, there, ['previous', 'live']);
    assert.deepEqual(keys(mixed), ['u1', 'a1', 'u7', 'u2', 'a2', 'u6']);
    assert.deepEqual([mixed.messages, mixed.leftOut], [9, { live: 1, previous: 2 }]);
    assert.deepEqual(mixed.prints.map(({ place }) => place), [0, 1, 2, 5, 6, 7]);
    assert.deepEqual(merged(here, there, 'live').leftOut, { live: 0, previous: 5 });
    assert.deepEqual(merged(here, there, 'union').leftOut, { live: 0, previous: 0 });
  });

  it('is no decision without one for each stretch', () => {
    const stretches = alignCopies(live, previous);
    for (const takes of [[], ['live', 'live']] as const) assert.equal(mergeCopies(stretches, { live, previous }, takes), null);
  });

  it('finds what is repeated, so that no message comes twice from one place', () => {
    const here = copy('u0', 'aok', 'uA', 'aok', 'a4', 'uok', 'aok', 'u9');
    const there = copy('u0', 'aok', 'aok', 'uok', 'a4', 'aok', 'uB', 'u9');
    const union = merged(here, there, 'union');
    assert.equal(union.messages, here.messageCount + there.messageCount - mostInCommon(here, there));
    for (const stretch of alignCopies(here, there)) {
      if (stretch.kind === 'common') continue;
      for (const { print } of stretch.live) assert.ok(stretch.previous.every((other) => !isSameMessage(print, other.print)), print.key);
    }
  });

  it('keeps the tools’ answers of both where each has lost one, and counts those that a decision leaves out', () => {
    const here = copy('-s1', 'u1@0', 'a1@5', '-t1', '-t3', 'u2@20', '-n1', 'u5@30');
    const there = copy('-s1', '-s2', 'u1@0', 'a1@5', '-t2', '-t3', 'u2@20', '-n2', '-n3', 'u6@40', 'u7@45');
    const entries = { live: ['-s1', 'u1', 'a1', '-t1', '-t3', 'u2', '-n1', 'u5'], previous: ['-s1', '-s2', 'u1', 'a1', '-t2', '-t3', 'u2', '-n2', '-n3', 'u6', 'u7'] };
    const shownIn = ({ parts }: Merged): string[] => parts.flatMap(({ from, start, end }) => entries[from].slice(start, end));
    const union = merged(here, there, 'union');
    assert.deepEqual(shownIn(union), ['-s1', '-s2', 'u1', 'a1', '-t1', '-t2', '-t3', 'u2', '-n1', '-n2', '-n3', 'u5', 'u6', 'u7']);
    assert.deepEqual(union.leftOut, { live: 0, previous: 0 });
    assert.deepEqual(merged(here, there, 'live').leftOut, { live: 0, previous: 6 });
    assert.deepEqual(merged(here, there, 'previous').leftOut, { live: 3, previous: 0 });
    // A row before a stretch of one side is that side's; what the other has in it is counted.
    const more = [copy('u0', '-x', 'u1', 'u9', 'u2'), copy('u0', '-y', 'u8', 'u1', 'u2', '-z', 'u7')] as const;
    const mixed = mergeCopies(alignCopies(...more), { live: more[0], previous: more[1] }, ['live', 'union', 'previous']);
    assert.deepEqual(mixed?.leftOut, { live: 0, previous: 2 });
  });

  it('keeps tools’ answers with their message, and takes it where there are more of them', () => {
    const here = copy('u1@0', 'a1@5', 'u3@50');
    const there = copy('u1@0', 'a1@5', '-', '-', 'u2@20', '-');
    assert.deepEqual(merged(here, there, 'union').parts, [
      { from: 'live', start: 0, end: 1 },
      { from: 'previous', start: 1, end: 6 },
      { from: 'live', start: 2, end: 3 },
    ]);
    // Before a stretch of one side with that side's.
    const two = copy('u1@0', '-', 'u5@3', 'u2@9', 'u6@20');
    const other = copy('u1@0', 'u7@3', 'u2@9', 'u8@20');
    assert.deepEqual(merged(two, other, ['previous', 'live']).parts[0], { from: 'previous', start: 0, end: 2 });
  });

  it('takes a message that both have whole from the copy that says more of it, with its tools’ answers, and mixes nothing', () => {
    const here = copy('u1@0', 'a1@5', '-t1', 'u2@20!', 'a2@25+', 'u9@30');
    const there = copy('u1@0', 'a1@5+', '-t1', 'u2@10', 'a2@25', 'u3@40', 'u4@41');
    const partsOf = (takes: MergeChoice['takes']): string[] => merged(here, there, takes).parts.map(({ from, start, end }) => `${from} ${start}-${end}`);
    assert.deepEqual(partsOf('union'), ['live 0-1', 'previous 1-4', 'live 4-6', 'previous 5-7']);
    // Where each says more of something the words of one are taken, and the answers that the other alone has stay.
    const [rich, long] = [copy('u1', 'a1+', '-t1', 'u9'), copy('u1', 'a1', '-t1', '-t2', 'u8')];
    assert.deepEqual(merged(rich, long, 'union').parts, [{ from: 'live', start: 0, end: 3 }, { from: 'previous', start: 3, end: 5 }, { from: 'live', start: 3, end: 4 }]);
    // A decision for one side is about all of it.
    assert.deepEqual(partsOf('live'), ['live 0-6']);
    assert.deepEqual(merged(here, there, 'union').leftOut, { live: 0, previous: 0 });
  });

  it('has an answer of a tool, or a note, once that the copies have behind different messages: where its message can be', () => {
    // Here the message that asked the tool is lost.
    const here = copy('u1@0', '-t1', '-n@60', 'u9@90');
    const there = copy('u1@0', 'a1@5', '-t1', 'u2@50', '-n@60');
    const entries = { live: ['u1', '-t1', '-n', 'u9'], previous: ['u1', 'a1', '-t1', 'u2', '-n'] };
    const union = merged(here, there, 'union');
    assert.deepEqual(union.parts.flatMap(({ from, start, end }) => entries[from].slice(start, end)), ['u1', 'a1', '-t1', 'u2', '-n', 'u9']);
    assert.deepEqual([union.messages, union.prints.map(({ place }) => place)], [6, [0, 1, 3, 5]]);
    // What one copy has twice stays twice.
    assert.equal(merged(copy('u1', '-n@6', '-n@6', 'u9'), copy('u1', 'u2', '-n@6'), 'union').messages, 5);
    // A note that was made twice, as far as anybody knows: an answer may be interrupted in every turn.
    for (const other of ['-n', '-n@7']) assert.equal(merged(copy('u1', '-n@6', 'u9'), copy('u1', 'u2', other), 'union').messages, 5);
  });

  it('keeps the order of both where messages changed places', () => {
    const crossed = merged(copy('u1', 'u2', 'u3'), copy('u3', 'u1', 'u2', 'u4'), 'union');
    assert.ok(covers(crossed.prints, copy('u3', 'u1', 'u2', 'u4').prints) && covers(crossed.prints, copy('u1', 'u2', 'u3').prints));
  });

  it('loses nothing in a union, gives each side alone exactly, and never repeats an entry, whatever the copies hold', () => {
    for (let seed = 1; seed <= 3000; seed += 1) {
      const random = pseudoRandom(seed);
      const [here, there] = randomCopies(random);
      const stretches = alignCopies(here, there);
      const copies = { live: here, previous: there };
      const union = mergeCopies(stretches, copies, 'union') ?? assert.fail(`seed ${seed}`);
      assert.ok(covers(union.prints, here.prints) && covers(union.prints, there.prints), `seed ${seed} lost something`);
      assert.ok(union.messages >= Math.max(here.messageCount, there.messageCount), `seed ${seed} is shorter than a copy`);
      const inUnion = countsOf(keysIn(union, copies));
      const [inHere, inThere] = [here, there].map(({ beside }) => countsOf(beside.map(({ key }) => key)));
      for (const { key } of [...here.beside, ...there.beside])
        if (key.startsWith('tool')) assert.equal(inUnion.get(key), Math.max(inHere?.get(key) ?? 0, inThere?.get(key) ?? 0), `seed ${seed} has ${key} another number of times`);
      assert.equal(union.prints.length, here.prints.length + there.prints.length - mostInCommon(here, there), `seed ${seed} has a message twice`);
      for (const { key } of [...here.beside, ...there.beside]) assert.ok(keysIn(union, copies).includes(key), `seed ${seed} lost ${key}`);
      for (const side of ['live', 'previous'] as const) {
        const own = mergeCopies(stretches, copies, side) ?? assert.fail(`seed ${seed}`);
        const differs = stretches.some(({ kind }) => kind === 'differing');
        if (differs) assert.deepEqual([own.prints, own.messages], [copies[side].prints, copies[side].messageCount], `seed ${seed} ${side}`);
      }
      const count = stretches.filter(({ kind }) => kind === 'differing').length;
      const takes = Array.from({ length: count }, () => TAKES[random(TAKES.length)] ?? 'union');
      for (const { parts } of [union, mergeCopies(stretches, copies, takes) ?? assert.fail(`seed ${seed}`)]) {
        for (const from of ['live', 'previous'] as const) {
          let next = 0;
          for (const part of parts.filter((one) => one.from === from)) {
            assert.ok(part.start >= next && part.end > part.start && part.end <= copies[from].messageCount, `seed ${seed} ${from}`);
            next = part.end;
          }
        }
      }
    }
  });

  it('takes no longer than the copies are long, also where everything is the same or nothing is', () => {
    const many = 30_000;
    const same = copy(...Array.from({ length: many }, (_, i) => `u0@${i * 10}`));
    const shifted = copy(...Array.from({ length: many }, (_, i) => `u0@${i * 10 + 5}`));
    assert.equal(alignCopies(same, shifted).length, 1);
    const backwards = copy(...Array.from({ length: many }, (_, i) => `u${many - i}`));
    const forwards = copy(...Array.from({ length: many }, (_, i) => `u${i + 1}`));
    assert.ok(covers(merged(forwards, backwards, 'union').prints, backwards.prints));
  });
});

/** How many messages of both can be the same without a change of either order: the definition, written down. */
function mostInCommon({ prints: here }: Aligned, { prints: there }: Aligned): number {
  let below = new Array<number>(there.length + 1).fill(0);
  for (const print of [...here].reverse()) {
    const row = new Array<number>(there.length + 1).fill(0);
    for (let j = there.length - 1; j >= 0; j -= 1)
      row[j] = isSameMessage(print, there[j]!) ? 1 + below[j + 1]! : Math.max(below[j]!, row[j + 1]!);
    below = row;
  }
  return below[0]!;
}

function countsOf(keys: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}

/** Keys of all entries of a result. */
function keysIn({ parts }: Merged, copies: { readonly live: Aligned; readonly previous: Aligned }): string[] {
  return parts.flatMap(({ from, start, end }) =>
    [...copies[from].prints, ...copies[from].beside].filter(({ place }) => place >= start && place < end).map(({ key }) => key),
  );
}

/** Copies of one past: messages fall out of either, come in, repeat themselves, and have tools behind them. */
function randomCopies(random: (limit: number) => number): [Aligned, Aligned] {
  const sides: [string[], string[]] = [[], []];
  const length = random(14);
  const untimed = 1 + random(5);
  for (let i = 0; i < length; i += 1) {
    const key = `${random(2) === 0 ? 'u' : 'a'}${random(6)}`;
    const time = random(untimed) === 0 ? '' : `@${i * 10 + random(3)}`;
    const recovered = random(12) === 0 ? '!' : '';
    for (const side of sides) {
      if (random(4) === 0) continue;
      if (random(8) === 0) side.push(`${key}x@${i * 10}`);
      side.push(`${key}${time}${recovered}`, ...Array.from({ length: random(3) === 0 ? 1 + random(2) : 0 }, () => `-${random(2) === 0 ? 't' : ''}${i}${random(3)}`));
    }
  }
  if (random(3) === 0) sides[random(2)]?.unshift('-');
  return [copy(...sides[0]), copy(...sides[1])];
}

import * as assert from 'node:assert/strict';
import { MOST_MENTIONS, pathMentions } from '../../../src/core/pathMentions';

const said = (text: string): string[] =>
  pathMentions(text).map(({ words, path, line, column }) => [words === path ? '' : `${words} = `, path, line === null ? '' : ` ${line}`, column === null ? '' : ` ${column}`].join(''));

describe('pathMentions', () => {
  it('finds paths with their lines as people, compilers and searches write them', () => {
    assert.deepEqual(said('See `src/format/slot.ts`, then src/a.ts:12 and src/a.ts:12:5.'), ['src/format/slot.ts', 'src/a.ts:12 = src/a.ts 12', 'src/a.ts:12:5 = src/a.ts 12 5']);
    assert.deepEqual(said('src/a.ts:14:  const a = 1'), ['src/a.ts:14 = src/a.ts 14']);
    assert.deepEqual(said('src/a.ts:14:const'), ['src/a.ts:14 = src/a.ts 14']);
    assert.deepEqual(said('slot.ts#L9 (~/notes.md) ./run.sh ../up/x.py /etc/hosts Makefile'), ['slot.ts#L9 = slot.ts 9', '~/notes.md', './run.sh', '../up/x.py', '/etc/hosts', 'Makefile']);
    assert.deepEqual(said('C:\\work\\a.ts:3 and d:/x/y.json'), ['C:\\work\\a.ts:3 = C:\\work\\a.ts 3', 'd:/x/y.json']);
    assert.deepEqual(said('{"path": "src/a.ts", "line": 3}'), ['src/a.ts']);
    assert.deepEqual(said('日本語/メモ.md:2'), ['日本語/メモ.md:2 = 日本語/メモ.md 2']);
    assert.deepEqual(said('--config=src/x.json'), ['src/x.json']);
    assert.deepEqual(said('a/..b.ts a/.git.d a/b.tar.gz! a/...ts a/.ts a/b. a/b.9 a/b.ts+'), ['a/..b.ts', 'a/.git.d', 'a/b.tar.gz']);
  });

  it('takes no address, no other scheme and no other machine for a path', () => {
    for (const text of ['https://a.example/b.ts', 'file:///etc/passwd.txt', 'command:x/y.ts', '\\\\server\\share\\a.ts', '//server/share/a.ts', '\\\\?\\C:\\a.ts', '\\\\.\\pipe\\a.b', 'a.ts:stream', 'host.example:x'])
      assert.deepEqual(said(text), [], text);
  });

  it('takes ordinary words for words', () => {
    assert.deepEqual(said('and/or 1/2 TCP/IP v2.8.0 e.g. 3.14 … /help'), []);
  });

  it('ends, whatever the text is', () => {
    const many = Array.from({ length: 5_000 }, (_, i) => `src/f${i}.ts`).join(' ');
    assert.equal(pathMentions(many).length, MOST_MENTIONS);
    assert.deepEqual(pathMentions('a/'.repeat(40_000)), []);
    assert.deepEqual(pathMentions(`${'a:1'.repeat(30_000)} ${'.'.repeat(30_000)}`), []);
  });
});

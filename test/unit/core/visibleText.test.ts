import * as assert from 'node:assert/strict';
import { cutText, oneLine, visibleText, withoutTerminalSequences } from '../../../src/core/visibleText';

describe('visibleText', () => {
  it('shows control characters as their signs and keeps tabs and newlines', () => {
    assert.equal(visibleText('a\u0000b\u001bc\td\ne\u007f'), 'a␀b␛c\td\ne␡');
    assert.equal(visibleText('a\r\nb\rc'), 'a\nb␍c');
  });

  it('shows what could reorder or hide text, and keeps the marks right-to-left text needs', () => {
    assert.equal(visibleText('gpj\u202eexe.'), 'gpj⟨U+202E⟩exe.');
    assert.equal(visibleText('\u2066a\u2069\ufeff\u0085\u2028'), '⟨U+2066⟩a⟨U+2069⟩⟨U+FEFF⟩⟨U+0085⟩⟨U+2028⟩');
    assert.equal(visibleText('\u200fשלום\u200e \u200d'), '\u200fשלום\u200e \u200d');
  });

  it('replaces lone surrogates and keeps pairs', () => {
    assert.equal(visibleText('a\ud83db\ude00'), 'a\ufffdb\ufffd');
    assert.equal(visibleText('😀𝒳'), '😀𝒳');
  });
});

describe('withoutTerminalSequences', () => {
  it('removes colours, cursor movements and links, and leaves text that only looks like them', () => {
    assert.equal(
      withoutTerminalSequences('\u001b[1;31mFAIL\u001b[0m \u001b]8;;https://x\u0007y\u001b]8;;\u0007 \u001b[2K[31m'),
      'FAIL y [31m',
    );
  });

  it('takes linear time for sequences that never end', () => {
    assert.equal(withoutTerminalSequences('\u001b]'.repeat(20_000)).length, 40_000);
  });
});

describe('cutText', () => {
  it('never halves a pair', () => {
    assert.equal(cutText('a😀b', 2), 'a');
    assert.equal(cutText('a😀b', 3), 'a😀');
    assert.equal(cutText('abc', 3), 'abc');
  });
});

describe('oneLine', () => {
  it('joins lines and marks a cut', () => {
    assert.equal(oneLine('  a\n\n b\tc ', 20), 'a b c');
    assert.equal(oneLine('abcdef', 3), 'abc…');
    assert.equal(oneLine(' '.repeat(100), 3), '…');
  });
});

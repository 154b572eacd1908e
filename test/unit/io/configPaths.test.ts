import * as assert from 'node:assert/strict';
import { expandPath, variable, type PathContext } from '../../../src/io/configPaths';

const POSIX: PathContext = {
  env: { HOME_2: '/two', EMPTY: ' ', NESTED: '$HOME_2' },
  platform: 'linux',
  homedir: '/home/ada',
  workspaceFolders: ['/w'],
};
const WINDOWS: PathContext = {
  env: { UserProfile: 'C:\\Users\\Ada' },
  platform: 'win32',
  homedir: 'C:\\Users\\Ada',
  workspaceFolders: [],
};

describe('expandPath', () => {
  const cases: readonly (readonly [string, string | null])[] = [
    ['', null],
    ['   ', null],
    ['~', '/home/ada'],
    ['~/x/', '/home/ada/x'],
    ['~other/x', '/w/~other/x'],
    ['/a/../b//c', '/b/c'],
    ['/', '/'],
    ['sub/dir', '/w/sub/dir'],
    ['${workspaceFolder}/h', '/w/h'],
    ['${env:HOME_2}/h', '/two/h'],
    ['${HOME_2}/h', '/two/h'],
    ['$HOME_2/h', '/two/h'],
    ['%HOME_2%/h', '/two/h'],
    ['$NESTED/h', '/w/$HOME_2/h'],
    ['/a/$MISSING/${env:MISSING}/%MISSING%', '/a/$MISSING/${env:MISSING}/%MISSING%'],
    ['/a/$EMPTY', '/a/$EMPTY'],
    ['/100%/50%/x', '/100%/50%/x'],
    ['/ä ?#/日本', '/ä ?#/日本'],
  ];
  for (const [written, expected] of cases) {
    it(`${JSON.stringify(written)} is ${String(expected)}`, () => assert.equal(expandPath(written, POSIX), expected));
  }

  it('follows the rules of Windows there', () => {
    assert.equal(expandPath('%USERPROFILE%/.hermes\\', WINDOWS), 'C:\\Users\\Ada\\.hermes');
    assert.equal(expandPath('~\\x', WINDOWS), 'C:\\Users\\Ada\\x');
    assert.equal(expandPath('C:\\', WINDOWS), 'C:\\');
    assert.equal(expandPath('\\\\server\\share$\\h', WINDOWS), '\\\\server\\share$\\h');
  });

  it('reads variables without regard to case on Windows only', () => {
    assert.equal(variable('USERPROFILE', WINDOWS), 'C:\\Users\\Ada');
    assert.equal(variable('home_2', POSIX), undefined);
  });
});

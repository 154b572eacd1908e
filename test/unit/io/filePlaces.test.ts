import * as assert from 'node:assert/strict';
import { placesOf, readMounts, type PlaceRules } from '../../../src/io/filePlaces';

const LINUX: PlaceRules = {
  platform: 'linux',
  homedir: '/home/ann',
  folders: ['/work/harbour', '/net/team/site'],
  mounts: [
    { point: '/', kind: 'ext4' },
    { point: '/home', kind: 'ext4' },
    { point: '/home/ann/remote', kind: 'fuse.sshfs' },
    { point: '/net', kind: 'autofs' },
    { point: '/mnt/usb', kind: 'vfat' },
    { point: '/mnt/nas', kind: 'nfs4' },
  ],
};
const WINDOWS: PlaceRules = { platform: 'win32', homedir: 'C:\\Users\\Ann', folders: ['E:\\work'], mounts: null };
const MAC: PlaceRules = { platform: 'darwin', homedir: '/Users/ann', folders: ['/Volumes/Disk/work'], mounts: null };

describe('where a named file may lie', () => {
  it('is itself, or a place below each folder the session worked in', () => {
    assert.deepEqual(placesOf('src/a.ts', ['/work/harbour', '/work', 'relative', ''], LINUX), ['/work/harbour/src/a.ts', '/work/src/a.ts']);
    assert.deepEqual(placesOf('~/notes.md', [], LINUX), ['/home/ann/notes.md']);
    assert.deepEqual(placesOf('/srv/a/../b.ts', ['/work'], LINUX), ['/srv/b.ts']);
    assert.deepEqual(placesOf('src/a.ts', ['C:\\work', '/work', '\\\\server\\share'], WINDOWS), ['C:\\work\\src\\a.ts']);
    assert.deepEqual(placesOf('c:/x/a.ts', [], WINDOWS), ['c:\\x\\a.ts']);
  });

  it('is never another machine, a device or another scheme (Windows)', () => {
    for (const path of ['\\\\server\\share\\a.ts', '//server/share/a.ts', '\\\\?\\C:\\a.ts', '\\\\.\\PhysicalDrive0', 'C:\\x\\NUL', 'C:\\con.txt', 'COM1', 'src\\aux.ts', 'C:a.ts', '\\a.ts', 'C:\\a.ts:stream', 'file:///c:/a.ts', 'C:\\x\\a.ts.', '~other\\a.ts'])
      assert.deepEqual(placesOf(path, ['C:\\work'], WINDOWS), [], path);
    // What the store says of the folder is data as well.
    for (const base of ['\\\\server\\share', '//server/share', '\\\\?\\C:\\', 'work', 'C:work']) assert.deepEqual(placesOf('a.ts', [base], WINDOWS), [], base);
    assert.deepEqual(placesOf('..\\..\\..\\server\\a.ts', ['C:\\w'], WINDOWS), ['C:\\server\\a.ts']);
  });

  it('is on a drive that is in use: any other letter may be a share', () => {
    assert.deepEqual(placesOf('E:\\b.ts', [], WINDOWS), ['E:\\b.ts']);
    assert.deepEqual(placesOf('Z:\\b.ts', [], WINDOWS), []);
    assert.deepEqual(placesOf('b.ts', ['Z:\\x'], WINDOWS), []);
  });

  it('is never on a file system of another machine, unless the person works there (Linux)', () => {
    for (const path of ['/net/other/a.ts', '/mnt/nas/a.ts', '/home/ann/remote/a.ts', '/dev/sda1', '/proc/self/environ', '/work/harbour/../../proc/1/mem', '//server/a.ts', 'C:\\a.ts', 'a\\b.ts', 'a.ts\u0000.txt'])
      assert.deepEqual(placesOf(path, ['/work/harbour'], LINUX), [], path);
    assert.deepEqual(placesOf('/net/team/site/a.ts', [], LINUX), ['/net/team/site/a.ts']);
    assert.deepEqual(placesOf('/mnt/usb/a.ts', [], LINUX), ['/mnt/usb/a.ts']);
    assert.deepEqual(placesOf('a.ts', ['/mnt/nas'], LINUX), []);
  });

  it('is not where other file systems begin, when their kinds are not known', () => {
    for (const path of ['/Volumes/Share/a.ts', '/Network/x/a.ts', '/net/x/a.ts', '/home/x/a.ts']) assert.deepEqual(placesOf(path, [], MAC), [], path);
    for (const path of ['/Volumes/Disk/work/a.ts', '/Users/ann/a.ts', '/opt/a.ts']) assert.deepEqual(placesOf(path, [], MAC), [path], path);
    assert.deepEqual(placesOf('/mnt/usb/a.ts', [], { ...LINUX, mounts: null }), []);
  });

  it('knows the mounts as Linux tells them', () => {
    const text = '36 35 98:0 / /mnt/a\\040b rw,noatime shared:1 - nfs4 server:/x rw\n22 1 0:1 / / rw - overlay overlay rw\nbroken\n';
    assert.deepEqual(readMounts(text), [
      { point: '/mnt/a b', kind: 'nfs4' },
      { point: '/', kind: 'overlay' },
    ]);
  });
});

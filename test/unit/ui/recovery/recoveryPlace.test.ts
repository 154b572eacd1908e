import * as assert from 'node:assert/strict';
import type { ProfileLocation } from '../../../../src/io/hermesHome';
import { isSamePlace, placesOf } from '../../../../src/ui/recovery/recoveryPlace';

const location = (root: string, profile: string, sessionDirPath: string | null): ProfileLocation => ({
  key: `${root}:${profile}`,
  rootPath: root,
  homePath: profile === 'default' ? root : `${root}/profiles/${profile}`,
  profile,
  isActive: false,
  foundBy: 'default',
  stateDbPath: `${root}/${profile}.db`,
  sessionDirPath,
  agentSessionsPath: null,
  cronJobsPath: null,
  backend: 'sqlite',
  isStandalone: false,
});

describe('the places of recovery', () => {
  it('are one for all profiles that share a directory, with the databases of the whole home', () => {
    const [shared, own, ...more] = placesOf([
      location('/a', 'default', '/a/webui/sessions'),
      location('/a', 'work', '/a/webui/sessions'),
      location('/a', 'alone', '/a/profiles/alone/webui/sessions'),
    ]);
    assert.deepEqual(more, []);
    assert.deepEqual(shared?.profiles.map(({ profile }) => profile), ['default', 'work']);
    assert.deepEqual(own?.profiles.map(({ profile }) => profile), ['alone']);
    const all = ['/a/default.db', '/a/work.db', '/a/alone.db'];
    assert.deepEqual([shared, own].map((place) => place?.databases.map(({ path }) => path)), [all, all]);
    assert.notEqual(shared?.key, own?.key);
  });

  it('are apart for two homes, and none for a profile without a directory', () => {
    const places = placesOf([location('/a', 'default', '/x'), location('/b', 'default', '/x'), location('/c', 'default', null)]);
    assert.deepEqual(places.map(({ key }) => key), ['/a:default', '/b:default']);
    assert.deepEqual(places.map(({ databases }) => databases.length), [1, 1]);
  });

  it('are others when a database that answers for them is another', () => {
    const [before] = placesOf([location('/a', 'default', '/x')]);
    const [now] = placesOf([location('/a', 'default', '/x'), location('/a', 'new', '/y')]);
    assert.ok(before !== undefined && now !== undefined);
    assert.ok(isSamePlace(before, before));
    assert.ok(!isSamePlace(before, now));
  });
});

import * as assert from 'node:assert/strict';
import * as nodePath from 'node:path';
import { findProfiles, type HomeQuery, type ProfileLocation } from '../../../src/io/hermesHome';
import { MemoryFiles } from './memoryFiles';

const QUERY: HomeQuery = { settings: {}, workspaceFolders: [], env: {}, platform: 'linux', homedir: '/home/ada' };

const names = (profiles: readonly ProfileLocation[]): string[] =>
  profiles.map((p) => `${p.homePath} ${p.profile} ${p.foundBy}`);

describe('findProfiles', () => {
  it('finds ~/.hermes and its profiles, the active one marked', () => {
    const files = new MemoryFiles({
      '/home/ada/.hermes/state.db': 'x',
      '/home/ada/.hermes/active_profile': 'work\n',
      '/home/ada/.hermes/profiles/work/state.db': 'x',
      '/home/ada/.hermes/profiles/empty/': '',
      '/home/ada/.hermes/profiles/Not A Profile/notes.txt': '',
      '/home/ada/.hermes/profiles/Old Backup/state.db': 'x',
      '/home/ada/.hermes/profiles/readme': 'a file',
    });
    const { profiles, looked } = findProfiles(QUERY, files);
    assert.deepEqual(names(profiles), [
      '/home/ada/.hermes default default',
      '/home/ada/.hermes/profiles/Old Backup Old Backup default',
      '/home/ada/.hermes/profiles/empty empty default',
      '/home/ada/.hermes/profiles/work work default',
    ]);
    assert.deepEqual(
      profiles.filter((p) => p.isActive).map((p) => p.profile),
      ['work'],
    );
    assert.deepEqual(looked, ['/home/ada/.hermes']);
    assert.equal(new Set(profiles.map((p) => p.key)).size, 4);
    const work = profiles[3] as ProfileLocation;
    assert.equal(work.rootPath, '/home/ada/.hermes');
    assert.equal(work.stateDbPath, '/home/ada/.hermes/profiles/work/state.db');
    assert.equal(work.agentSessionsPath, '/home/ada/.hermes/profiles/work/sessions');
    assert.equal(work.cronJobsPath, '/home/ada/.hermes/profiles/work/cron/jobs.json');
    assert.equal(work.sessionDirPath, '/home/ada/.hermes/webui/sessions');
    assert.equal(work.isStandalone, false);
  });

  it('says where it looked when there is nothing', () => {
    const found = findProfiles(
      { ...QUERY, workspaceFolders: ['/w'], env: { HERMES_HOME: '/gone' } },
      new MemoryFiles({ '/w/a.txt': '' }),
    );
    assert.deepEqual(found, { profiles: [], looked: ['/w', '/gone', '/home/ada/.hermes'] });
  });

  it('lists a home without a database', () => {
    const { profiles } = findProfiles(QUERY, new MemoryFiles({ '/home/ada/.hermes/': '' }));
    assert.deepEqual(names(profiles), ['/home/ada/.hermes default default']);
  });

  it('lets the setting stand alone, also when it points at nothing', () => {
    const files = new MemoryFiles({
      '/home/ada/.hermes/state.db': '',
      '/data/h/state.db': '',
      '/w/.hermes/state.db': '',
    });
    const query = { ...QUERY, workspaceFolders: ['/w'], env: { HERMES_HOME: '/home/ada/.hermes' } };
    assert.deepEqual(names(findProfiles({ ...query, settings: { home: '/data/h/' } }, files).profiles), [
      '/data/h default setting',
    ]);
    assert.deepEqual(findProfiles({ ...query, settings: { home: '/nowhere' } }, files), {
      profiles: [],
      looked: ['/nowhere'],
    });
    assert.equal(findProfiles({ ...query, settings: { home: '  ' } }, files).profiles.length, 2);
  });

  it('takes a setting that points at a profile, a database, or the parent of .hermes', () => {
    const files = new MemoryFiles({
      '/h/state.db': '',
      '/h/profiles/a/state.db': '',
      '/h/profiles/b/state.db': '',
      '/h/profiles/b/old.db': '',
      '/home/ada/.hermes/state.db': '',
    });
    const at = (home: string): string[] =>
      findProfiles({ ...QUERY, settings: { home } }, files).profiles.map((p) => `${p.profile} ${p.stateDbPath}`);
    assert.deepEqual(at('/h/profiles/b'), ['b /h/profiles/b/state.db']);
    assert.deepEqual(at('/h/profiles/b/old.db'), ['b /h/profiles/b/old.db']);
    assert.deepEqual(at('/h/state.db'), [
      'default /h/state.db',
      'a /h/profiles/a/state.db',
      'b /h/profiles/b/state.db',
    ]);
    assert.deepEqual(at('~'), ['default /home/ada/.hermes/state.db']);
  });

  it('puts homes of the workspace before HERMES_HOME, which takes the place of the default', () => {
    const files = new MemoryFiles({
      '/w/.hermes/config.yaml': '',
      '/w/.hermes/sessions/': '',
      '/copy/state.db': '',
      '/env/state.db': '',
      '/home/ada/.hermes/state.db': '',
    });
    const query = { ...QUERY, workspaceFolders: ['/w', '/copy'], env: { HERMES_HOME: '/env' } };
    assert.deepEqual(names(findProfiles(query, files).profiles), [
      '/w/.hermes default workspace',
      '/copy default workspace',
      '/env default HERMES_HOME',
    ]);
  });

  it('leaves out a workspace folder, and a .hermes in it, that only keep other things', () => {
    const files = new MemoryFiles({
      '/w/package.json': '{}',
      '/w/sessions/a.txt': '',
      '/w/.hermes/plans/x.md': '',
      '/home/ada/.hermes/state.db': '',
    });
    assert.deepEqual(names(findProfiles({ ...QUERY, workspaceFolders: ['/w'] }, files).profiles), [
      '/home/ada/.hermes default default',
    ]);
  });

  it('knows a home whose database is gone by the copies of it', () => {
    const files = new MemoryFiles({ '/w/state.db.zeroed-20261001-120000-7.bak': '' });
    assert.deepEqual(names(findProfiles({ ...QUERY, workspaceFolders: ['/w'] }, files).profiles), [
      '/w default workspace',
    ]);
  });

  it('leads from a WebUI state directory or a session directory to its home', () => {
    const files = new MemoryFiles({
      '/h/state.db': '',
      '/h/webui/sessions/_index.json': '[]',
      '/h/sessions/session_x.json': '{"session_id":"x","model":"m"}',
    });
    for (const folder of ['/h/webui', '/h/webui/sessions', '/h/sessions']) {
      const { profiles } = findProfiles({ ...QUERY, workspaceFolders: [folder] }, files);
      assert.deepEqual(names(profiles), ['/h default workspace'], folder);
      assert.equal(profiles[0]?.sessionDirPath, '/h/webui/sessions', folder);
    }
  });

  it('takes a session directory without a home by itself', () => {
    const files = new MemoryFiles({ '/s/abc.json': '{"session_id": "abc", "title": "t", "messages": []}' });
    const [profile, ...others] = findProfiles({ ...QUERY, workspaceFolders: ['/s'] }, files).profiles;
    assert.deepEqual(others, []);
    assert.equal(profile?.sessionDirPath, '/s');
    assert.equal(profile?.profile, 's');
    assert.equal(profile?.isStandalone, true);
    assert.equal(profile?.agentSessionsPath, null);
    const webui = new MemoryFiles({ '/s/ui/sessions/_index.json': '[]' });
    const folders = ['/s/ui', '/s/ui/sessions'];
    assert.deepEqual(
      findProfiles({ ...QUERY, workspaceFolders: folders }, webui).profiles.map((p) => p.sessionDirPath),
      ['/s/ui/sessions'],
    );
  });

  it('lists a home reached by several ways once', () => {
    const files = new MemoryFiles({ '/home/ada/.hermes/state.db': '', '/link/': '' });
    files.alias('/link', '/home/ada/.hermes');
    const query = { ...QUERY, workspaceFolders: ['/home/ada', '/home/ada/.hermes'], env: { HERMES_HOME: '/link' } };
    assert.deepEqual(names(findProfiles(query, files).profiles), ['/home/ada/.hermes default workspace']);
  });

  it('puts the profile first that HERMES_HOME points at, and keeps the others', () => {
    const files = new MemoryFiles({ '/h/state.db': '', '/h/profiles/a/state.db': '', '/h/profiles/b/state.db': '' });
    const { profiles } = findProfiles({ ...QUERY, env: { HERMES_HOME: '/h/profiles/b' } }, files);
    assert.deepEqual(
      profiles.map((p) => p.profile),
      ['b', 'default', 'a'],
    );
  });

  it('uses HERMES_WEBUI_STATE_DIR, except for homes of the workspace', () => {
    const files = new MemoryFiles({
      '/w/state.db': '',
      '/home/ada/.hermes/state.db': '',
      '/home/ada/.hermes/profiles/p/webui/sessions/': '',
    });
    const query = { ...QUERY, workspaceFolders: ['/w'] };
    const dirs = (env: Record<string, string>): (string | null)[] =>
      findProfiles({ ...query, env }, files).profiles.map((p) => p.sessionDirPath);
    assert.deepEqual(dirs({ HERMES_WEBUI_STATE_DIR: '~/ui' }), [
      '/w/webui/sessions',
      '/home/ada/ui/sessions',
      '/home/ada/ui/sessions',
    ]);
    assert.deepEqual(dirs({}), [
      '/w/webui/sessions',
      '/home/ada/.hermes/webui/sessions',
      '/home/ada/.hermes/profiles/p/webui/sessions',
    ]);
  });

  it('replaces the paths of the first profile only', () => {
    const files = new MemoryFiles({
      '/home/ada/.hermes/state.db': '',
      '/home/ada/.hermes/config.yaml': 'database:\n  backend: postgres\n',
      '/home/ada/.hermes/profiles/p/state.db': '',
    });
    const { profiles } = findProfiles(
      { ...QUERY, settings: { stateDb: '$DB/other.db', sessionDir: '${env:UI}' }, env: { DB: '/db', UI: '/ui' } },
      files,
    );
    assert.deepEqual(
      profiles.map((p) => `${p.stateDbPath} ${p.sessionDirPath} ${p.backend}`),
      ['/db/other.db /ui sqlite', '/home/ada/.hermes/profiles/p/state.db /home/ada/.hermes/webui/sessions sqlite'],
    );
  });

  it('makes a profile of a database alone, named by its file', () => {
    const { profiles } = findProfiles({ ...QUERY, settings: { stateDb: '/x/rescued.db' } }, new MemoryFiles({}));
    assert.deepEqual(names(profiles), ['/x rescued.db setting']);
    assert.equal(profiles[0]?.stateDbPath, '/x/rescued.db');
    assert.equal(profiles[0]?.sessionDirPath, null);
    assert.equal(profiles[0]?.isStandalone, true);
  });

  it('reads the backend of each profile', () => {
    const files = new MemoryFiles({
      '/home/ada/.hermes/state.db': '',
      '/home/ada/.hermes/profiles/pg/config.yaml': 'database: { backend: "postgresql" }',
    });
    assert.deepEqual(
      findProfiles(QUERY, files).profiles.map((p) => p.backend),
      ['sqlite', 'postgres'],
    );
  });

  it('passes over places that the system keeps from us', () => {
    const files = new MemoryFiles({
      '/w/state.db': '',
      '/home/ada/.hermes/state.db': '',
      '/home/ada/.hermes/profiles/p/state.db': '',
    });
    files.fail('/w', 'EACCES');
    files.fail('/home/ada/.hermes/profiles', 'EACCES');
    files.fail('/home/ada/.hermes/active_profile', 'EIO');
    const { profiles, looked } = findProfiles({ ...QUERY, workspaceFolders: ['/w'] }, files);
    assert.deepEqual(names(profiles), ['/home/ada/.hermes default default']);
    assert.deepEqual(looked, ['/w', '/home/ada/.hermes']);
  });

  it('keeps odd characters of paths', () => {
    const files = new MemoryFiles({ '/höme ?#%41/日本/.hermes/state.db': '' });
    const { profiles } = findProfiles({ ...QUERY, workspaceFolders: ['/höme ?#%41/日本'] }, files);
    assert.equal(profiles[0]?.stateDbPath, '/höme ?#%41/日本/.hermes/state.db');
  });

  it('takes the places of Windows in their order', () => {
    const files = new MemoryFiles(
      { 'C:\\Users\\Ada\\AppData\\Local\\hermes\\state.db': '', 'C:\\Users\\Ada\\.hermes\\profiles\\p\\state.db': '' },
      nodePath.win32,
    );
    const query: HomeQuery = {
      ...QUERY,
      platform: 'win32',
      homedir: 'C:\\Users\\Ada',
      env: { LocalAppData: 'C:\\Users\\Ada\\AppData\\Local', USERPROFILE: 'C:\\Users\\Ada' },
    };
    const { profiles, looked } = findProfiles(query, files);
    assert.deepEqual(names(profiles), [
      'C:\\Users\\Ada\\AppData\\Local\\hermes default default',
      'C:\\Users\\Ada\\.hermes default default',
      'C:\\Users\\Ada\\.hermes\\profiles\\p p default',
    ]);
    assert.deepEqual(looked, ['C:\\Users\\Ada\\AppData\\Local\\hermes', 'C:\\Users\\Ada\\.hermes']);
    assert.equal(profiles[2]?.sessionDirPath, 'C:\\Users\\Ada\\.hermes\\webui\\sessions');
    const again = findProfiles({ ...query, settings: { home: '%userprofile%/.HERMES' } }, files);
    assert.deepEqual(again.profiles, []);
    const lower = findProfiles({ ...query, settings: { home: '%userprofile%\\.hermes' } }, files);
    assert.equal(lower.profiles[0]?.key, profiles[1]?.key);
  });
});

/** The extension's settings, and where homes are searched for. */
import { homedir } from 'node:os';
import * as vscode from 'vscode';
import { shortPath } from '../core/shortPath';
import { nodeFiles } from '../io/files';
import { findProfiles, type HomeSearch } from '../io/hermesHome';

export const SECTION = 'hermesSessions';

/**
 * Finds the profiles for this window. In a workspace that is not trusted neither its settings (VS Code withholds restricted
 * ones) nor its folders point anywhere: only the person's own settings, HERMES_HOME and the default places count.
 */
export function searchHomes(): HomeSearch {
  const configuration = vscode.workspace.getConfiguration(SECTION);
  const folders = vscode.workspace.isTrusted ? (vscode.workspace.workspaceFolders ?? []) : [];
  return findProfiles(
    {
      settings: {
        home: configuration.get<string>('home', ''),
        stateDb: configuration.get<string>('stateDb', ''),
        sessionDir: configuration.get<string>('sessionDir', ''),
      },
      workspaceFolders: folders.filter((folder) => folder.uri.scheme === 'file').map((folder) => folder.uri.fsPath),
      env: process.env,
      platform: process.platform,
      homedir: homedir(),
    },
    nodeFiles,
  );
}

/** Whether `stateDb` is set; it then stands for the database of the first profile. */
export const isStateDbSet = (): boolean =>
  vscode.workspace.getConfiguration(SECTION).get<string>('stateDb', '').trim() !== '';

/** A path for a label or a sentence. */
export const displayPath = (path: string): string => shortPath(path, homedir(), process.platform);

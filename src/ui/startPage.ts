/** Starts one of our pages in a webview: with its script and styles, and nothing else that it could load. */
import * as vscode from 'vscode';
import { visibleText } from '../core/visibleText';
import { createNonce, renderPage, type WebviewPage } from './webviewHtml';

export interface OwnPage extends Pick<WebviewPage, 'loading' | 'state'> {
  /** Its script is `dist/<name>.js`. */
  readonly name: NonNullable<WebviewPage['name']>;
  /** Files in `media/`. */
  readonly styles: readonly string[];
  readonly title: string;
}

/** Whoever listens to the page begins before this: the page's first word is `ready`, and it is said once. */
export function startPage(webview: vscode.Webview, extensionUri: vscode.Uri, { name, styles, title, loading, state }: OwnPage): void {
  const [dist, media] = [vscode.Uri.joinPath(extensionUri, 'dist'), vscode.Uri.joinPath(extensionUri, 'media')];
  const uri = (folder: vscode.Uri, file: string): string => webview.asWebviewUri(vscode.Uri.joinPath(folder, file)).toString();
  webview.options = { enableScripts: true, enableCommandUris: false, enableForms: false, localResourceRoots: [dist, media] };
  webview.html = renderPage(
    {
      name,
      cspSource: webview.cspSource,
      scriptUri: uri(dist, `${name}.js`),
      styleUris: styles.map((style) => uri(media, style)),
      language: vscode.env.language,
      title: visibleText(title),
      loading,
      state,
    },
    createNonce(),
  );
}

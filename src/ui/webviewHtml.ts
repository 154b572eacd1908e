/**
 * The page a webview starts from: no content, only the script, the styles, and what the panel is about.
 */
import { randomBytes } from 'node:crypto';

export interface WebviewPage {
  /** What the page is, as its script and styles call it. */
  readonly name?: 'transcript' | 'finding' | 'merge';
  /** `webview.cspSource`: where VS Code serves the extension's own files. */
  readonly cspSource: string;
  readonly scriptUri: string;
  readonly styleUris: readonly string[];
  readonly language: string;
  readonly title: string;
  readonly loading: string;
  /** Kept by the script as the panel's state, so that the panel can be restored after a reload. */
  readonly state: Readonly<Record<string, string>>;
}

export function createNonce(): string {
  return randomBytes(24).toString('base64url');
}

/**
 * Nothing loads but our script (by nonce), our styles and our icon font. Trusted Types without a policy make every HTML
 * sink of the DOM throw, so that not even a mistake in the script can turn data into markup.
 */
export function renderPage(page: WebviewPage, nonce: string): string {
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src ${page.cspSource}`,
    `font-src ${page.cspSource}`,
    // Bytes that the host sent, and the page made an address for; no address of a transcript is one.
    ...((page.name ?? 'transcript') === 'transcript' ? ['img-src blob:'] : []),
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ');
  const styles = page.styleUris.map((uri) => `<link rel="stylesheet" href="${escapeHtml(uri)}">`).join('\n');
  return `<!doctype html>
<html lang="${escapeHtml(page.language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escapeHtml(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(page.title)}</title>
${styles}
</head>
<body data-state="${escapeHtml(JSON.stringify(page.state))}">
<main id="${page.name ?? 'transcript'}"><p class="message" role="status">${escapeHtml(page.loading)}</p></main>
<script nonce="${nonce}" src="${escapeHtml(page.scriptUri)}"></script>
</body>
</html>`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character]!);
}

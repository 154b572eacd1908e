/** Shows a Markdown document as it reads; as text where VS Code's own preview was switched off. */
import * as vscode from 'vscode';

export async function showMarkdown(uri: vscode.Uri): Promise<void> {
  const preview = 'markdown.showPreview';
  if (vscode.extensions.getExtension('vscode.markdown-language-features') !== undefined) await vscode.commands.executeCommand(preview, uri);
  else await vscode.window.showTextDocument(uri);
}

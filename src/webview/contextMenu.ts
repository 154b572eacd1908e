/**
 * The editor's context menu over a message. VS Code reads `data-vscode-context` where the menu was asked for, hands it to the command
 * that is chosen, and takes its names into `when` clauses; it is made in that moment, so that rows carry nothing.
 */
import { contextOf, isTyping } from './messageContext';

/** `root` holds all of the page. */
export function offerContextMenu(root: HTMLElement): void {
  // Before VS Code's own listener, which stands at the window.
  document.addEventListener(
    'contextmenu',
    (event) => {
      const target = event.target instanceof Element ? event.target : null;
      // Nothing is cut here, and nothing pasted, but in fields. What copies is offered in the menu's own items' stead (package.json).
      root.dataset.vscodeContext = JSON.stringify(isTyping(target) ? {} : { preventDefaultContextMenuItems: true, webviewSection: 'text' });
      const article = target?.closest<HTMLElement>('article') ?? null;
      const context = contextOf(target);
      if (article === null || context === null) return;
      const { messageId, code, output, hasWords } = context;
      article.dataset.vscodeContext = JSON.stringify({
        webviewSection: ['text', 'message', hasWords && 'words', code !== null && 'code', output !== null && 'output'].filter(Boolean).join(' '),
        messageId,
        ...(code !== null && { codeSlot: code.slot, code: code.number }),
        ...(output !== null && { outputSlot: output }),
      });
    },
    true,
  );
}

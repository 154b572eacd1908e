/** Commands of the context menu over a message of a transcript. */
import { parseInbound } from '../core/protocol';
import type { CommandsOf } from './commands';
import type { TranscriptPanels } from './transcriptPanel';

type CopyCommandId = `hermesSessions.${'copySelection' | 'copyMessage' | 'copyMessageMarkdown' | 'copyCode' | 'copyToolOutput' | 'copyMessageLink'}`;

/** VS Code hands over what the page said of the place the menu was opened at: it passes the same door as the page's messages. */
export function createCopyCommands(transcripts: Pick<TranscriptPanels, 'receive' | 'copySelected'>): CommandsOf<CopyCommandId> {
  const command =
    (type: string, slotName?: string) =>
    async (context: unknown): Promise<void> => {
      const said = typeof context === 'object' && context !== null ? (context as Readonly<Record<string, unknown>>) : {};
      const slot = slotName === undefined ? undefined : said[slotName];
      const message = parseInbound({ type, messageId: said.messageId, code: said.code, slot });
      if (message !== null) await transcripts.receive(message);
    };
  return {
    // In the stead of the editor's own, which goes with Cut and Paste.
    'hermesSessions.copySelection': () => transcripts.copySelected(),
    'hermesSessions.copyMessage': command('copyMessage'),
    'hermesSessions.copyMessageMarkdown': command('copyMarkdown'),
    'hermesSessions.copyCode': command('copyCode', 'codeSlot'),
    'hermesSessions.copyToolOutput': command('copyText', 'outputSlot'),
    'hermesSessions.copyMessageLink': command('copyLink'),
  };
}

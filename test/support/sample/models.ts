/**
 * Conversations that show what models and agents do to rows: codex items, pictures, compaction in place, a failed
 * provider.
 */
import { harbourPicture } from './pictures';
import { conversation, DAY, MINUTE, SECOND, row, says, uses, you, type SampleSession, type Step } from './script';
import { webSearch } from './tools';

export function modelSessions(now: number): SampleSession[] {
  return [
    conversation(now, {
      key: 'codex-rounding',
      source: 'cli',
      title: 'Round deposits to whole cents',
      ago: 13 * DAY,
      model: 'gpt-5.2-codex',
      steps: [
        you('Deposits sometimes show 12.000000001. Where does that come from?', { after: 0 }),
        // Codex models may leave `content` empty and put the final words in their own items.
        says('', {
          columns: {
            reasoning_details: JSON.stringify([
              { type: 'reasoning.text', text: 'Sums of floats. Cents must be integers.', signature: 'c2FtcGxl' },
            ]),
            codex_reasoning_items: JSON.stringify([
              {
                type: 'reasoning',
                id: 'rs_1',
                encrypted_content: 'c2FtcGxl',
                summary: [{ type: 'summary_text', text: 'Floats are added up as euros.' }],
              },
            ]),
            codex_message_items: JSON.stringify([
              {
                type: 'message',
                id: 'msg_1',
                role: 'assistant',
                phase: 'final_answer',
                content: [
                  {
                    type: 'output_text',
                    text: 'From adding euros as floats in `src/money/sum.ts`. Store cents as integers and divide once, when you show them.',
                  },
                ],
              },
            ]),
          },
        }),
      ],
    }),
    conversation(now, {
      key: 'pier-photo',
      source: 'desktop',
      title: 'What is wrong with this photo of pier 3?',
      ago: 15 * DAY,
      steps: [
        you(
          [
            { type: 'text', text: 'The new photo for the start page. Something is off.' },
            { type: 'image_url', image_url: { url: harbourPicture() } },
            { type: 'image_url', image_url: { url: 'https://cdn.harbour.example/pier-3/original.jpg' } },
          ],
          { after: 0 },
        ),
        says(
          'The sun sets behind the pier, but the start page says "the morning harbour". Either another photo or another word.',
        ),
      ],
    }),
    conversation(now, {
      key: 'tide-library',
      source: 'cli',
      title: 'Choose a tide table library',
      ago: 17 * DAY,
      columns: { compression_ineffective_count: 0 },
      steps: compactedInPlace(),
    }),
    conversation(now, {
      key: 'provider-error',
      source: 'tui',
      title: 'Compare three map providers',
      ago: 82 * DAY,
      endReason: 'crash',
      steps: [
        you('Compare three map providers for the harbour map.', { after: 0 }),
        uses('', [
          webSearch('vector map tiles self hosted', [
            ['Tiles at home', 'https://maps.example/self-hosted', 'One file, no server.'],
          ]),
        ]),
        says('Error code: 529, the provider is overloaded. Giving up after 5 attempts.', {
          after: 95 * SECOND,
          columns: { finish_reason: 'agent_error' },
        }),
      ],
    }),
  ];
}

/**
 * A conversation compacted in place: the old rows are archived, and the kept tail stands in the table twice, archived
 * and live, equal in everything Hermes compares. Shown once.
 */
function compactedInPlace(): Step[] {
  const archived = { active: 0, compacted: 1 };
  const tail = 'Which of them works offline?';
  const answer = '`tide-harmonics`: it computes from constants, 37 per station, and needs no network.';
  const same = (text: string): { display_identity: Uint8Array } => ({
    display_identity: new TextEncoder().encode(`tide-library ${text}`),
  });
  return [
    you('We need tide tables. Which libraries are there?', { after: 0, columns: archived }),
    says('Three that are maintained: `tide-harmonics`, `noaa-tides` and `moon-and-sea`.', { columns: archived }),
    you(tail, { columns: { ...archived, ...same(tail) } }),
    says(answer, { columns: { ...archived, ...same(answer) } }),
    row(
      'user',
      '[CONTEXT COMPACTION] Three libraries were compared; tide-harmonics was the favourite.',
      { _compressed_summary: 1 },
      MINUTE,
    ),
    { ...row('user', tail, same(tail), 0), sameTimeAs: 2 },
    { ...row('assistant', answer, { finish_reason: 'stop', ...same(answer) }, 0), sameTimeAs: 3 },
    you('Take it.', { after: MINUTE }),
    says('Added. Station *Harbour Mole* has 37 constants; the first table agrees with the printed one to the minute.'),
  ];
}

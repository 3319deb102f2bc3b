import { expect, test } from 'vitest';
import type { SentRequest } from '../../../src/engines/tools/recordingTrace.js';
import { sentEntries } from '../../../src/engines/tools/sentEntries.js';

/** Every word is a token. */
const tokenizer = {
  name: 'words',
  count: async (texts: readonly string[]) =>
    texts.map((text) => text.split(/\s+/).filter((word) => word !== '').length),
};
const sent = (body: object, session?: string): SentRequest => ({
  payload: JSON.stringify(body),
  session,
  timestampMs: undefined,
});
const image = 'data:image/png;base64,iVBORw0KGgo=';

const cases: readonly (readonly [body: object, inputTokens: number, limit: number | undefined, images: number])[] = [
  [{ messages: [{ role: 'user', content: 'a b' }], max_tokens: 4 }, 2, 4, 0],
  [
    {
      messages: [
        {
          content: [
            { type: 'text', text: 'a b c' },
            { type: 'image_url', image_url: { url: image } },
          ],
        },
      ],
    },
    3,
    undefined,
    0,
  ],
  [{ prompt: ['a', 'b c'], max_completion_tokens: 5 }, 3, 5, 0],
  [{ input: [{ role: 'user', content: [{ type: 'input_text', text: 'a b' }] }], max_output_tokens: 6 }, 2, 6, 0],
  [{ input: ['a b', image] }, 2, undefined, 0],
  [
    {
      input: [
        { type: 'image_url', url: image },
        { type: 'image_url', url: image },
      ],
    },
    0,
    undefined,
    2,
  ],
  [{ query: { text: 'a' }, passages: [{ text: 'b c' }, { text: 'd' }] }, 4, undefined, 0],
  [{ query: 'a', texts: ['b c', 'd'] }, 4, undefined, 0],
  [{ query: 'a', documents: ['b c'] }, 3, undefined, 0],
  [{ text_input: ['a b'], max_tokens: 7 }, 2, 7, 0],
  [{ text_input: 'a b', sampling_parameters: '{"max_tokens":"9"}' }, 2, 9, 0],
  [{ inputs: `![](${image}) a b`, parameters: { max_new_tokens: 8 } }, 2, 8, 0],
];

test('texts, limits and images are found in the bodies of every endpoint type', async () => {
  const requests = cases.map(([body]) => sent({ model: 'm', ...body }));
  const entries = await sentEntries(requests, { models: ['m', 'n'], tokenizer });
  expect(entries.map(({ inputTokens }) => inputTokens)).toEqual(cases.map(([, tokens]) => tokens));
  expect(entries.map(({ requestedOutputTokens }) => requestedOutputTokens)).toEqual(cases.map(([, , limit]) => limit));
  expect(entries.map(({ images }) => images?.length)).toEqual(cases.map(([, , , images]) => images));
});

test('turns of sessions have the delays that they were handed with, and count what was said before', async () => {
  const said = (...contents: string[]) => ({ messages: contents.map((content) => ({ role: 'user', content })) });
  const turns = [
    { id: 'a', delayMs: 30 },
    { id: 'a', delayMs: 0 },
    { id: 'b', delayMs: 0 },
  ];
  // Sessions may overlap.
  const requests = [sent(said('x y'), 'a'), sent(said('x y'), 'b'), sent(said('x y', 'z', 'w'), 'a')];
  const entries = await sentEntries(requests, { models: ['m'], tokenizer, turns });
  expect(entries.map(({ session }) => session)).toEqual([turns[0], turns[2], turns[1]]);
  expect(entries.map(({ inputTokens }) => inputTokens)).toEqual([2, 2, 4]);
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { buildDataset } from '../../../src/core/workload/buildDataset.js';
import { answerMessage, messagePlace, ownMessage, withEarlier } from '../../../src/core/workload/conversation.js';
import type { LoadedRow } from '../../../src/core/workload/inputRow.js';
import { turnsBySession } from '../../../src/core/workload/sessions.js';
import { cl100k, datasetInput, textsOf, tokenizerOf } from './inputs.js';

const sessions = { count: 40, turns: { mean: 3, stddev: 1 }, turnDelayMs: { mean: 100, stddev: 20 } };

describe('made sessions', () => {
  test('have turns and delays of the drawn sizes; only a first turn has prefix and nonce', async () => {
    const entries = await buildDataset(
      datasetInput({
        workload: { sessions, prefixPrompts: { count: 1, tokens: 9 } },
        endpoint: { models: ['a', 'b'] },
      }),
    );
    const turns = turnsBySession(entries);
    expect(turns).toHaveLength(40);
    expect(turns.flat()).toEqual([...entries.keys()]);
    expect(entries.length / 40).toBeGreaterThan(2.5);
    expect(entries.length / 40).toBeLessThan(3.5);
    for (const [session, places] of turns.entries()) {
      const own = places.map((place) => entries[place]!);
      expect(own.map(({ body }) => cl100k(textsOf(body)[0]!))).toEqual(own.map((_, turn) => (turn === 0 ? 29 : 20)));
      expect(new Set(own.map(({ model }) => model))).toEqual(new Set([session % 2 === 0 ? 'a' : 'b']));
      expect(own.at(-1)?.session?.delayMs).toBe(0);
      for (const { session: turn } of own.slice(0, -1)) expect(turn?.delayMs).toBeGreaterThan(20);
    }
    expect(new Set(entries.map(({ body }) => textsOf(body)[0])).size).toBe(entries.length);
  });

  test('are the same for the same seed, and their delays are scaled by the ratio', async () => {
    const delays = async (delayRatio: number | undefined, seed = 0) =>
      (await buildDataset(datasetInput({ seed, workload: { sessions, delayRatio } }))).map(
        ({ session }) => session?.delayMs ?? -1,
      );
    const once = await delays(undefined);
    expect(await delays(undefined)).toEqual(once);
    expect(await delays(undefined, 1)).not.toEqual(once);
    expect(await delays(0.5)).toEqual(once.map((delay) => Math.round(delay * 0.5)));
    expect(new Set(await delays(0))).toEqual(new Set([0]));
  });
});

test('sessions of a file are grouped by their id, in whatever order the lines stand', async () => {
  const row = (sessionId: string, text: string, delayMs = 0): LoadedRow => ({
    ...{ texts: [text], images: [], audios: [], body: {}, sessionId },
    ...(delayMs > 0 && { delayMs }),
  });
  const rows = [row('x', 'a', 10), row('y', 'b'), row('x', 'c', 20), row('x', 'd')];
  const entries = await buildDataset(
    datasetInput({
      rows,
      tokenizer: tokenizerOf(cl100k),
      workload: { inputFile: { path: 'f', sha256: 'a', kind: 'prompts', sessions: true }, delayRatio: 2 },
    }),
  );
  expect(turnsBySession(entries)).toEqual([[0, 2, 3], [1]]);
  expect(entries.map(({ session }) => session?.delayMs)).toEqual([20, 0, 40, 0]);
  // The nonce heads a conversation, not each of its turns.
  expect(entries.map(({ body }) => textsOf(body)[0]!.split(' ').length > 1)).toEqual([true, true, false, false]);
});

test('a conversation put together from bytes is the one that JSON would make', () => {
  const text = fc.string({ unit: 'grapheme', maxLength: 30 });
  const extra = fc.dictionary(fc.string(), fc.jsonValue());
  fc.assert(
    fc.property(fc.array(fc.tuple(text, text), { maxLength: 4 }), text, extra, (turns, last, further) => {
      const bodyOf = (content: string) => ({ ...further, messages: [{ role: 'user', content }] });
      const body = { model: '"messages":[', ...bodyOf(last) };
      const bytes = Buffer.from(JSON.stringify(body));
      const earlier = turns.flatMap(([said, answer]) => {
        const own = bodyOf(said);
        const ownBytes = Buffer.from(JSON.stringify(own));
        const literal = Buffer.from(JSON.stringify(answer).slice(1, -1));
        // An answer comes in pieces.
        return [
          ownMessage(ownBytes, messagePlace(own, ownBytes)),
          answerMessage([literal.subarray(0, 1), literal.subarray(1)]),
        ];
      });
      const sent = JSON.parse(
        Buffer.from(withEarlier(bytes, messagePlace(body, bytes), earlier)).toString(),
      ) as unknown;
      const messages = turns.flatMap(([said, answer]) => [
        { role: 'user', content: said },
        { role: 'assistant', content: answer },
      ]);
      expect(sent).toEqual(JSON.parse(JSON.stringify({ ...body, messages: [...messages, ...body.messages] })));
    }),
  );
});

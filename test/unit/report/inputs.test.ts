import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inputsText } from '../../../src/core/report/inputs.js';

describe('inputsText', () => {
  it("is genai-perf's envelope with an indent of two", () => {
    fc.assert(
      fc.property(fc.array(fc.dictionary(fc.string(), fc.jsonValue())), (bodies) => {
        const wanted = JSON.stringify({ data: bodies.map((body) => ({ payload: [body] })) }, null, 2);
        expect(
          [
            ...inputsText(
              bodies.map((body) => ({ body })),
              'openai',
            ),
          ].join(''),
        ).toBe(`${wanted}\n`);
      }),
    );
  });

  it('says when a request leaves, and which session it is a turn of', () => {
    const text = [...inputsText([{ body: { a: 1 }, timestampMs: 5, session: { id: 's', delayMs: 7 } }], 'openai')].join(
      '',
    );
    expect(JSON.parse(text)).toEqual({
      data: [{ payload: [{ a: 1 }], timestamp: [5], delay: [7], session_id: ['s'] }],
    });
  });

  it('writes the tensors of Triton as the row itself', () => {
    const entry = { body: { model: 'gpt2', text_input: ['a'] }, timestampMs: 5 };
    expect(JSON.parse([...inputsText([entry], 'triton')].join(''))).toEqual({
      data: [{ model: 'gpt2', text_input: ['a'], timestamp: [5] }],
    });
  });

  it('comes in pieces when it is long', () => {
    const bodies = Array.from({ length: 1000 }, () => ({ body: { prompt: 'x'.repeat(1000) } }));
    const pieces = [...inputsText(bodies, 'openai')];
    expect(pieces.length).toBeGreaterThan(10);
    expect(Math.max(...pieces.map(({ length }) => length))).toBeLessThan(100_000);
    expect(JSON.parse(pieces.join('')).data).toHaveLength(1000);
  });
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { InputFileError, parseInputRow } from '../../../src/core/workload/inputRow.js';
import { RowOrder } from '../../../src/core/workload/rowOrder.js';

const where = 'p.jsonl, line 7';
const prompt = (line: string) => parseInputRow(line, { where, kind: 'prompts' });
const trace = (line: string) => parseInputRow(line, { where, kind: 'trace' });
const empty = { texts: [], images: [], audios: [], body: {} };

describe('a line', () => {
  test.each([
    ['{"text": "a"}', { texts: ['a'] }],
    ['{"text_input": "a"}', { texts: ['a'] }],
    ['{"texts": ["a", "b"]}', { texts: ['a', 'b'] }],
    ['{"text": "a", "image": "cat.png"}', { texts: ['a'], images: ['cat.png'] }],
    ['{"images": ["a.png", "https://host/b.png"]}', { images: ['a.png', 'https://host/b.png'] }],
    ['{"audio": "a.wav", "output_length": 7}', { audios: ['a.wav'], outputTokens: 7 }],
    ['{"text": "a", "session_id": 4, "delay": 0}', { texts: ['a'], sessionId: '4', delayMs: 0 }],
  ])('%s is a request', (line, row) => {
    expect(prompt(line)).toEqual({ ...empty, ...row });
  });

  test('of a trace keeps further fields for the body, and may want its text to be made', () => {
    expect(
      trace('{"timestamp": 0, "input_length": 600, "output_length": 5, "hash_ids": [3, 4], "priority": 2}'),
    ).toEqual({
      ...empty,
      timestampMs: 0,
      inputTokens: 600,
      outputTokens: 5,
      hashIds: [3, 4],
      body: { priority: 2 },
    });
    expect(trace('{}')).toEqual(empty);
  });

  test.each([
    ['hello', 'is no JSON object: write one'],
    ['["a"]', 'is no JSON object'],
    ['null', 'is no JSON object'],
    ['{"text": 4}', 'has a "text" that must be a text with something in it'],
    ['{"text": ""}', 'has no text'],
    ['{"texts": []}', 'has a "texts" that must be a text or a list of texts'],
    ['{}', 'has no text'],
    ['{"text": "a", "text_input": "b"}', 'has both "text" and "text_input": keep one'],
    ['{"text": "a", "image": ""}', 'has a "image" that must be a path'],
    ['{"text": "a", "prioritty": 1}', 'has the field "prioritty", which is not supported'],
    ['{"text": "a", "hash_ids": [1]}', 'has the field "hash_ids" of a trace: read it with --input-file payload:<file>'],
    ['{"text": "a", "model": "b"}', 'has the field "model", which the options decide'],
    ['{"text": "a", "timestamp": "soon"}', 'has a "timestamp" that must be a whole number of milliseconds'],
    ['{"text": "a", "delay": -1}', 'has a "delay" that must be a whole number of milliseconds'],
    ['{"text": "a", "output_length": 0}', 'has a "output_length" that must be a whole number of at least 1'],
  ])('%s is refused by its place', (line, message) => {
    expect(() => prompt(line)).toThrow(InputFileError);
    expect(() => prompt(line)).toThrow(`${where} ${message}`);
  });

  test.each([
    ['{"hash_ids": [1]}', 'has "hash_ids" without "input_length"'],
    [
      '{"hash_ids": [1, 2], "input_length": 512}',
      'does not fit 2 "hash_ids" of 512 tokens each; the last block would have 0',
    ],
    ['{"hash_ids": [1], "input_length": 513}', 'does not fit 1 "hash_ids"'],
    ['{"hash_ids": [1.5], "input_length": 5}', 'has a "hash_ids" that must be a list of whole numbers'],
    ['{"stream": false}', 'has the field "stream", which the options decide'],
  ])('%s of a trace is refused by its place', (line, message) => {
    expect(() => trace(line)).toThrow(message);
    expect(() => trace(line)).toThrow(where);
  });

  test('never fails with anything but a sentence that names it', () => {
    const line = fc.oneof(
      fc.string(),
      fc.json(),
      fc
        .dictionary(fc.constantFrom('text', 'hash_ids', 'delay', 'x'), fc.jsonValue())
        .map((value) => JSON.stringify(value)),
    );
    fc.assert(
      fc.property(line, fc.constantFrom('prompts' as const, 'trace' as const), (text, kind) => {
        try {
          parseInputRow(text, { where, kind });
        } catch (error) {
          expect(error).toBeInstanceOf(InputFileError);
          expect((error as Error).message).toMatch(/^p\.jsonl, line 7\b[^\n]*$/);
        }
      }),
    );
  });
});

test('a field may have the name of something that every object has', () => {
  expect(trace('{"timestamp": 1, "constructor": 2}').body).toEqual({ constructor: 2 });
});

describe('lines together', () => {
  const order = (...lines: object[]) => {
    const rows = new RowOrder();
    lines.forEach((line, place) => {
      rows.add(trace(JSON.stringify(line)), `t.jsonl, line ${place + 1}`);
    });
    return rows.facts();
  };

  test('tell how long they take and how many sessions there are', () => {
    expect(order({ timestamp: 5 }, { timestamp: 5 }, { timestamp: 905 })).toMatchObject({ rows: 3, durationMs: 900 });
    expect(order({ session_id: 'a' }, { session_id: 'b' }, { session_id: 'a' })).toMatchObject({
      rows: 3,
      sessions: 2,
    });
    expect(order({ text: 'a', image: 'b' }, { image: 'c' })).toMatchObject({
      imagesAt: 't.jsonl, line 1',
      textlessAt: 't.jsonl, line 2',
      hasTexts: true,
    });
  });

  test('must not go back in time', () => {
    expect(() => order({ timestamp: 5 }, { timestamp: 4 })).toThrow(
      't.jsonl, line 2 has a "timestamp" of 4, before the 5 of an earlier line: sort the lines by time',
    );
  });

  test('are all turns of sessions or none', () => {
    expect(() => order({ session_id: 'a' }, {})).toThrow('t.jsonl, line 2 has no "session_id"');
    expect(() => order({}, { session_id: 'a' })).toThrow('t.jsonl, line 2 has a "session_id"');
  });
});

import { describe, expect, test } from 'vitest';
import type { AnswerFormat, AnswerPlaces } from '../../../src/core/sweep/answerFormat.js';
import { answerGrammar } from '../../../src/load/answer/answerGrammar.js';
import { makeBodyReader } from '../../../src/load/answer/wholeBody.js';
import { chunkedResponse, cuts, makeReader, readResponse } from './reading.js';

const event = (data: object, name?: string) =>
  `${name === undefined ? '' : `event: ${name}\n`}data: ${JSON.stringify(data)}\n\n`;
const named = (data: { readonly type: string; readonly [field: string]: unknown }) => event(data, data.type);

const words = [' alpha', ' "bravo"', ' é😀', ' delta'];

/** Streams as the servers write them, with the noise around the text that must not count. */
const responses = [
  named({ type: 'response.created', response: { status: 'in_progress', error: null, usage: null, output: [] } }),
  named({ type: 'response.output_item.added', item: { type: 'message', content: [] } }),
  named({ type: 'response.reasoning_text.delta', delta: 'why', sequence_number: 2 }),
  ...words.map((delta, number) =>
    named({ type: 'response.output_text.delta', item_id: 'm', delta, sequence_number: 3 + number }),
  ),
  named({ type: 'response.output_text.done', text: words.join('') }),
  named({
    type: 'response.completed',
    response: {
      status: 'completed',
      error: null,
      output: [{ type: 'message', content: [{ type: 'output_text', text: words.join('') }] }],
      usage: { input_tokens: 11, input_tokens_details: { cached_tokens: 9 }, output_tokens: 6, total_tokens: 17 },
    },
  }),
];

const messages = [
  named({
    type: 'message_start',
    message: {
      type: 'message',
      content: [],
      usage: { input_tokens: 5, cache_read_input_tokens: 20, cache_creation_input_tokens: 0, output_tokens: 1 },
    },
  }),
  named({ type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } }),
  named({ type: 'ping' }),
  named({ type: 'content_block_delta', index: 0, delta: { type: 'thinking_delta', thinking: 'hm' } }),
  named({ type: 'content_block_delta', index: 0, delta: { type: 'signature_delta', signature: 'abc' } }),
  ...words.map((text) => named({ type: 'content_block_delta', index: 1, delta: { type: 'text_delta', text } })),
  named({ type: 'content_block_delta', index: 2, delta: { type: 'input_json_delta', partial_json: '{"a"' } }),
  named({ type: 'content_block_stop', index: 0 }),
  named({ type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 15 } }),
  named({ type: 'message_stop' }),
];

const generate = words.map((text_output) => event({ model_name: 'm', model_version: '1', text_output }));
const tgi = [
  ...words.map((text, index) =>
    event({ index, token: { id: index, text, logprob: -0.1, special: false }, generated_text: null, details: null }),
  ),
  event({
    index: 9,
    token: { id: 2, text: '</s>', logprob: -0.1, special: true },
    generated_text: words.join(''),
    details: { finish_reason: 'eos_token', generated_tokens: 5, input_length: 3 },
  }),
].map((text) => text.replace('data: ', 'data:'));

const streams: readonly (readonly [AnswerFormat, readonly string[], readonly string[], readonly [number, number]])[] = [
  ['responses', responses, ['why', ...words], [11, 6]],
  ['messages', messages, ['hm', ...words, '{"a"'], [25, 15]],
  ['generate', generate, words, [-1, -1]],
  ['huggingface', tgi, words, [3, 5]],
];

const unescaped = (texts: readonly string[]) => texts.map((text) => JSON.parse(`"${text}"`) as string);

describe.each(streams)('a stream of %s', (format, events, texts, usage) => {
  test('has its text, once, and its usage, however it is cut', () => {
    const whole = chunkedResponse(events);
    for (const pieces of [[whole], ...cuts(whole)]) {
      const reading = readResponse(pieces, { format });
      expect(reading).toMatchObject({ result: 'complete', failure: undefined, usage });
      expect(unescaped(reading.texts)).toEqual(texts);
    }
  });

  test('with CRLF line ends and after another answer is the same', () => {
    const reader = makeReader(format);
    const windows = events.map((one) => one.replaceAll('\n', '\r\n'));
    for (const chunks of [events, windows, events]) {
      const reading = readResponse([chunkedResponse(chunks)], { format, reader });
      expect(unescaped(reading.texts)).toEqual(texts);
      expect(reading.usage).toEqual(usage);
    }
  });
});

test.each<readonly [AnswerFormat, string]>([
  ['responses', event({ type: 'error', code: 'server_error', message: 'busy' }, 'error')],
  ['responses', event({ type: 'error', code: null, message: 'busy' })],
  [
    'responses',
    event({ type: 'response.failed', response: { error: { code: 'x', message: 'busy' } } }, 'response.failed'),
  ],
  ['messages', event({ type: 'error', error: { type: 'overloaded_error', message: 'busy' } }, 'error')],
  ['messages', event({ type: 'error', error: { type: 'overloaded_error', message: 'busy' } })],
  ['generate', event({ error: 'busy' })],
  ['huggingface', event({ error: 'busy', error_type: 'overloaded' })],
])('an error inside a stream of %s is the failure of its request: %j', (format, failing) => {
  const [, events] = streams.find(([name]) => name === format)!;
  const { failure, message } = readResponse([chunkedResponse([...events.slice(0, 4), failing])], { format });
  expect(failure).toBe('error in stream');
  expect(message).toContain('busy');
});

test.each<readonly [AnswerFormat, readonly string[]]>([
  ['responses', responses],
  ['messages', messages],
])('%s say when they are complete, so that a connection may end them', (format, events) => {
  const head = 'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n';
  const of = (sent: readonly string[]) =>
    readResponse([Buffer.from(head + sent.join(''))], { format, closes: true }).failure;
  expect(of(events)).toBeUndefined();
  expect(of(events.slice(0, 6))).toBe('truncated response');
});

function readWhole(format: AnswerFormat, body: unknown, places?: AnswerPlaces) {
  const bytes = Buffer.from(JSON.stringify(body));
  const { literals, promptTokens, completionTokens, failure } = makeBodyReader(answerGrammar(format, places))(
    bytes,
    false,
  );
  const texts = [];
  for (let i = 0; i < literals.length; i += 2) texts.push(bytes.toString('utf8', literals[i], literals[i + 1]));
  return { texts, usage: [promptTokens, completionTokens], failure: failure?.kind };
}

describe('an answer in one piece', () => {
  const usage = { input_tokens: 4, output_tokens: 3, total_tokens: 7 };
  test.each<readonly [AnswerFormat, unknown, readonly string[], readonly number[]]>([
    [
      'responses',
      {
        object: 'response',
        status: 'completed',
        error: null,
        text: { format: { type: 'text' } },
        output: [
          { type: 'reasoning', summary: [{ type: 'summary_text', text: 'so' }], content: [] },
          { type: 'message', content: [{ type: 'output_text', text: 'one', annotations: [] }] },
          { type: 'function_call', name: 'f', arguments: '{}' },
        ],
        usage,
      },
      ['so', 'one', 'f', '{}'],
      [4, 3],
    ],
    [
      'messages',
      {
        type: 'message',
        content: [
          { type: 'thinking', thinking: 'hm' },
          { type: 'text', text: 'one' },
        ],
        usage,
      },
      ['hm', 'one'],
      [4, 3],
    ],
    ['generate', { model_name: 'm', text_output: 'one' }, ['one'], [-1, -1]],
    ['generate', { model_name: 'm', text_output: ['one', 'two'] }, ['one', 'two'], [-1, -1]],
    ['huggingface', [{ generated_text: 'one' }], ['one'], [-1, -1]],
    ['huggingface', { generated_text: 'one', details: { generated_tokens: 2 } }, ['one'], [-1, 2]],
    ['rankings', { rankings: [{ index: 0, logit: -1.5 }], usage: { prompt_tokens: 9, total_tokens: 9 } }, [], [9, -1]],
    ['rankings', [{ index: 1, score: 0.5 }], [], [-1, -1]],
    ['rankings', { results: [{ index: 1, relevance_score: 0 }] }, [], [-1, -1]],
    ['images', { data: [{ index: 0, bounding_boxes: {} }] }, [], [-1, -1]],
    ['embeddings', { data: [{ embedding: 'AAAA' }], usage: { prompt_tokens: 2 } }, [], [2, -1]],
  ])('of %s: %j', (format, body, texts, told) => {
    expect(readWhole(format, body)).toEqual({ texts, usage: told, failure: undefined });
  });

  test.each<readonly [AnswerFormat, unknown, string]>([
    ['responses', { status: 'failed', error: { message: 'x' }, output: [] }, 'error in response'],
    ['responses', { status: 'completed', error: null, output: [] }, 'empty response'],
    ['messages', { type: 'error', error: { message: 'x' } }, 'error in response'],
    ['generate', { text_output: '' }, 'empty response'],
    ['huggingface', [], 'empty response'],
    ['rankings', { results: [] }, 'empty response'],
    ['rankings', [], 'empty response'],
    ['embeddings', { data: [] }, 'empty response'],
    ['embeddings', { detail: 'Not Found' }, 'empty response'],
    ['chat', [{ choices: [] }], 'malformed response'],
    ['images', { error: 'x' }, 'error in response'],
  ])('of %s is none: %j', (format, body, kind) => {
    expect(readWhole(format, body).failure).toBe(kind);
  });
});

describe("places of the user's own", () => {
  const places = {
    output: ['result', 'parts', 'say'],
    inputTokens: ['result', 'count', 'in'],
    outputTokens: ['result', 'count', 'out'],
  };
  const body = { say: 'no', result: { say: 'no', parts: [{ say: 'one' }, { say: 'two' }], count: { in: 5, out: 2 } } };

  test('are found in whole answers and in streams, and nothing else is', () => {
    expect(readWhole('template', body, places)).toEqual({ texts: ['one', 'two'], usage: [5, 2], failure: undefined });
    expect(readWhole('template', { result: {} }, places).failure).toBe('empty response');
    expect(readWhole('template', { error: { message: 'x' } }, places).failure).toBe('error in response');
    expect(readWhole('template', { anything: 1 }, {}).failure).toBeUndefined();
  });

  test('may lie on each other’s way', () => {
    const nested = { output: ['a'], outputTokens: ['a', 'n'] };
    expect(readWhole('template', { a: [{ n: 3 }, 'one'] }, nested)).toMatchObject({ texts: ['one'], usage: [-1, 3] });
  });
});

import { describe, expect, test } from 'vitest';
import { chatEvent, chunkedResponse, cuts, makeReader, readResponse } from './reading.js';

interface Case {
  readonly name: string;
  readonly chunks: readonly string[];
  readonly texts: readonly string[];
  readonly usage?: readonly [number, number];
  readonly failure?: string;
}

const done = 'data: [DONE]\n\n';
const words = [' alpha', ' bravo', ' charlie', ' é😀', ' delta'];
const usage = { prompt_tokens: 12, completion_tokens: 34, total_tokens: 46 };

const cases: Case[] = [
  {
    name: 'a stream as vLLM writes it',
    chunks: [
      chatEvent({ role: 'assistant', content: '' }),
      ...words.map((content) => chatEvent({ content })),
      chatEvent({}, { choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] }),
      `data: ${JSON.stringify({ id: 'c-1', choices: [], usage })}\n\n`,
      done,
    ],
    texts: words,
    usage: [12, 34],
  },
  {
    name: 'all events in one chunk',
    chunks: [words.map((content) => chatEvent({ content })).join('') + done],
    texts: words,
  },
  {
    name: 'usage with null and in every event',
    chunks: [
      chatEvent({ content: 'a' }, { usage: null }),
      chatEvent({ content: 'b' }, { usage: { prompt_tokens: 5, completion_tokens: 1 } }),
      chatEvent({ content: 'c' }, { usage: { prompt_tokens: 5, completion_tokens: 2 } }),
      done,
    ],
    texts: ['a', 'b', 'c'],
    usage: [5, 2],
  },
  {
    name: 'CRLF line ends',
    chunks: [...words.map((content) => chatEvent({ content }).replaceAll('\n', '\r\n')), 'data: [DONE]\r\n\r\n'],
    texts: words,
  },
  {
    name: 'CR line ends',
    chunks: [...words.map((content) => chatEvent({ content }).replaceAll('\n', '\r')), 'data: [DONE]\r\r'],
    texts: words,
  },
  {
    name: 'line ends mixed within a stream',
    chunks: [
      chatEvent({ content: 'a' }).replace('\n\n', '\r\n\n'),
      chatEvent({ content: 'b' }).replace('\n\n', '\n\r\n'),
      chatEvent({ content: 'c' }).replace('\n\n', '\r\r\n'),
      chatEvent({ content: 'd' }),
      done,
    ],
    texts: ['a', 'b', 'c', 'd'],
  },
  {
    name: 'no space after the colon, comments, other fields, a byte order mark',
    chunks: [
      `\ufeff: hello\n\nid: 7\nretry: 10\n${chatEvent({ content: 'a' }).replace('data: ', 'data:')}`,
      ': keep-alive\n\n',
      `event: message\n${chatEvent({ content: 'b' })}`,
      `: ping\n${chatEvent({ content: 'c' })}`,
      'data\n\ndata:\n\nfield without colon\n\n',
      chatEvent({ content: 'd' }),
      done,
    ],
    texts: ['a', 'b', 'c', 'd'],
  },
  {
    name: 'JSON spread over several data lines',
    chunks: [
      'data: {"choices":\ndata: [{"delta":\ndata:{"content":"a\\nb"}}\ndata: ]}\n\n',
      'data: {\r\ndata:  "choices" : [ { "delta" : { "content" : "c" } } ] }\r\n\r\n',
      done,
    ],
    texts: ['a\\nb', 'c'],
  },
  {
    name: 'white space and another order of keys',
    chunks: [
      'data: { "choices" : [ { "delta" : { "content" : "a" , "role" : "assistant" } , "index" : 0 } ] , "id" : "x" }\n\n',
      'data: {"choices":\t[{"finish_reason":null,\t"delta":{"content": "b"}}],"object":"chat.completion.chunk"}\n\n',
      done,
    ],
    texts: ['a', 'b'],
  },
  {
    name: 'escapes, quotes and things that look like output',
    chunks: [
      chatEvent({ content: '"content":"no"' }),
      chatEvent({ content: '\\' }),
      chatEvent({ content: '\\"' }),
      chatEvent({ content: '\u0001\n\n\t' }),
      chatEvent({ role: 'content', content: '' }),
      chatEvent({ content: null }),
      chatEvent({ content: '' }, { content: 'elsewhere', choice: [{ delta: { content: 'no' } }] }),
      chatEvent({ content: '' }, { 'x"content":"y': '{"content":"no"}' }),
      'data: {"choices":[{"delta":{"\\u0063ontent":"yes"}}]}\n\n',
      chatEvent({ content: ']}' }, { logprobs: { content: [{ token: 'no', text: 'no' }] } }),
      done,
    ],
    texts: ['\\"content\\":\\"no\\"', '\\\\', '\\\\\\"', '\\u0001\\n\\n\\t', 'yes', ']}'],
  },
  {
    name: 'reasoning, tool calls, function calls, several choices, parts',
    chunks: [
      chatEvent({ reasoning_content: 'r1' }),
      chatEvent({ reasoning: 'r2', reasoning_content: 'r2' }),
      chatEvent({ reasoning_content: 'r3', content: 'c3' }),
      chatEvent({ tool_calls: [{ index: 0, id: 'x', type: 'function', function: { name: 'f', arguments: '' } }] }),
      chatEvent({ tool_calls: [{ index: 0, function: { arguments: '{"a":1}' } }] }),
      chatEvent({ function_call: { name: 'g' } }),
      chatEvent({}, { choices: [{ delta: { content: 'one' } }, { delta: { content: 'two' } }] }),
      chatEvent({ content: [{ type: 'text', text: 'part' }] }),
      done,
    ],
    texts: ['r1', 'r2', 'r3c3', 'f', '{\\"a\\":1}', 'g', 'onetwo', 'part'],
  },
  {
    name: 'events that differ in more than their text',
    chunks: [
      ...words.map((content, at) => chatEvent({ content }, { id: `chatcmpl-${at * 7}`, created: at })),
      chatEvent({ content: 'reason' }, { choices: [{ delta: { content: 'x' }, finish_reason: 'stop' }] }),
      done,
    ],
    texts: [...words, 'x'],
  },
  {
    name: 'an event as long as the one before, with its text elsewhere',
    chunks: [
      chatEvent({ content: 'ab', x: '' }),
      chatEvent({ content: '', x: 'ab' }),
      chatEvent({ content: 'cd', x: '' }),
      done,
    ],
    texts: ['ab', 'cd'],
  },
  {
    name: 'completions',
    chunks: [
      'data: {"id":"c","choices":[{"text":" a","index":0}]}\n\n',
      'data: {"id":"c","choices":[{"text":" b","index":0}]}\n\n',
      done,
    ],
    texts: [' a', ' b'],
  },
  {
    name: 'an error in place of an event',
    chunks: [chatEvent({ content: 'a' }), 'data: {"error":{"message":"out of memory","code":500}}\n\n', done],
    texts: ['a'],
    failure: 'error in stream',
  },
  {
    name: 'an event named error',
    chunks: [chatEvent({ content: 'a' }), 'event: error\ndata: {"detail":"bad"}\n\n'],
    texts: ['a'],
    failure: 'error in stream',
  },
  {
    name: 'an error object as old vLLM sends it',
    chunks: [chatEvent({ content: 'a' }), 'data: {"object":"error","message":"bad"}\n\n', done],
    texts: ['a'],
    failure: 'error in stream',
  },
  {
    name: 'no error where the field is null',
    chunks: [chatEvent({ content: 'a' }, { error: null }), chatEvent({ content: 'b' }, { error: null }), done],
    texts: ['a', 'b'],
  },
  {
    name: 'an end without blank line',
    chunks: [chatEvent({ content: 'a' }), chatEvent({ content: 'b' }).trimEnd()],
    texts: ['a', 'b'],
  },
  {
    name: 'an event cut off by the end',
    chunks: [chatEvent({ content: 'a' }), chatEvent({ content: 'b' }).slice(0, 40)],
    texts: ['a'],
    failure: 'malformed event',
  },
  {
    name: 'JSON that is none',
    chunks: [chatEvent({ content: 'a' }), 'data: {"choices" [\n\n', chatEvent({ content: 'b' }), done],
    texts: ['a', 'b'],
    failure: 'malformed event',
  },
  {
    name: 'JSON followed by garbage',
    chunks: [chatEvent({ content: 'a' }), 'data: {"choices":[]} {\n\n', done],
    texts: ['a'],
    failure: 'malformed event',
  },
  {
    name: 'nesting without end',
    chunks: [`data: {"choices":${'['.repeat(10_000)}\n\n`, done],
    texts: [],
    failure: 'malformed event',
  },
  {
    name: 'no output at all',
    chunks: [chatEvent({ role: 'assistant', content: '' }), done],
    texts: [],
    failure: 'empty response',
  },
];

describe('an event stream, in one piece and cut everywhere', () => {
  for (const { name, chunks, texts, usage = [-1, -1], failure } of cases) {
    test(name, () => {
      const bytes = chunkedResponse(chunks);
      const whole = readResponse([bytes]);
      expect(whole).toMatchObject({ result: 'complete', failure, texts, usage, position: bytes.length });
      // One reader for all: nothing of an earlier response may remain.
      const reader = makeReader();
      for (const pieces of bytes.length > 4000 ? [[bytes]] : cuts(bytes)) {
        const { result, failure: cutFailure, texts: cutTexts, usage: cutUsage } = readResponse(pieces, { reader });
        expect({ result, failure: cutFailure, texts: cutTexts, usage: cutUsage }).toEqual({
          result: 'complete',
          failure,
          texts,
          usage,
        });
      }
    });
  }

  test('every event carries the time of the read that completed it', () => {
    const [first, second] = [chatEvent({ content: 'a' }), chatEvent({ content: 'b' })];
    const bytes = chunkedResponse([first + second + done]);
    const endOfFirst = bytes.indexOf(first) + first.length;
    const reader = makeReader();
    readResponse([bytes.subarray(0, endOfFirst - 1), bytes.subarray(endOfFirst - 1)], { reader });
    expect([...reader.answer.output.times.subarray(0, 2)]).toEqual([1, 1]);
    expect(reader.answer.output.joined).toBe(1);
    readResponse([bytes.subarray(0, endOfFirst), bytes.subarray(endOfFirst)], { reader });
    expect([...reader.answer.output.times.subarray(0, 2)]).toEqual([0, 1]);
    expect(reader.answer.output.joined).toBe(0);
  });

  test('an event of 300 kB that comes in small reads is read once', () => {
    const long = 'x'.repeat(300_000);
    const bytes = chunkedResponse([chatEvent({ content: long }), done]);
    const pieces = Array.from({ length: Math.ceil(bytes.length / 7) }, (_, at) => bytes.subarray(at * 7, at * 7 + 7));
    const started = performance.now();
    expect(readResponse(pieces).texts).toEqual([long]);
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});

import { describe, expect, test } from 'vitest';
import { endsByClosing, goodResponses } from '../../unit/load/corpus.js';
import { byBothClients, type Script } from './twoClients.js';

/** Streams only: answers in one piece have no text before the end of the run. */
const streams = goodResponses.filter((response) => response.includes('data:'));
const unclosedStreams = streams.filter((response) => !endsByClosing(response));

const piecesOf = (response: Buffer, size: number) =>
  Array.from({ length: Math.ceil(response.length / size) }, (_, at) => response.subarray(at * size, (at + 1) * size));

/** Every `step`th place in a response. */
const placesIn = (response: Buffer, step: number) =>
  Array.from({ length: Math.ceil((response.length + 1) / step) }, (_, index) => index * step);

async function expectAgreement(scripts: readonly Script[], options: { secure?: boolean } = {}): Promise<void> {
  const { ours, nodes } = await byBothClients(scripts, options);
  expect(ours).toHaveLength(scripts.length);
  for (const [script, { name }] of scripts.entries()) expect(ours[script], name).toEqual(nodes[script]);
}

const endOf = (response: Buffer) => (endsByClosing(response) ? 'close' : 'stay');

describe('our client and the one of Node agree on', { timeout: 120_000 }, () => {
  const withoutMessage = goodResponses.filter((response) => !response.includes('"message":{"role"'));
  const cutInTwo = (responses: readonly Buffer[], step: number) =>
    responses.flatMap((response, kind) =>
      placesIn(response, step).map((at): Script => {
        const pieces = [response.subarray(0, at), response.subarray(at)];
        return { name: `response ${kind} cut at ${at}`, pieces, end: endOf(response) };
      }),
    );

  test('responses of all kinds, cut in two everywhere', () => expectAgreement(cutInTwo(withoutMessage, 1)));

  test('the same over TLS', () => expectAgreement(cutInTwo(withoutMessage, 37), { secure: true }));

  test('responses that come byte by byte, at once and slowly', () =>
    expectAgreement(
      streams.flatMap((response, kind): Script[] => [
        { name: `response ${kind} by bytes`, pieces: piecesOf(response, 1), end: endOf(response) },
        { name: `response ${kind} slowly`, pieces: piecesOf(response, 25), end: endOf(response), pauseMs: 1 },
      ]),
    ));

  test('streams that are closed too early, anywhere', () =>
    expectAgreement(
      unclosedStreams.flatMap((response, kind) =>
        placesIn(response, 3)
          .filter((at) => at < response.length)
          .map((at): Script => ({ name: `${kind} closed at ${at}`, pieces: [response.subarray(0, at)], end: 'close' })),
      ),
    ));

  test('streams that are reset, anywhere', () =>
    expectAgreement(
      unclosedStreams.flatMap((response, kind) =>
        placesIn(response, 29)
          .filter((at) => at < response.length)
          .map((at): Script => ({ name: `${kind} reset at ${at}`, pieces: [response.subarray(0, at)], end: 'reset' })),
      ),
    ));

  test('heads that are long, and too long', () =>
    expectAgreement(
      [1_000, 12_000, 20_000, 200_000].flatMap((length) => {
        const head = Buffer.from(`HTTP/1.1 200 OK\r\nX: ${'x'.repeat(length)}\r\n`);
        const response = Buffer.concat([head, streams[0]!.subarray(streams[0]!.indexOf('\r\n') + 2)]);
        return [response.length, 1_500].map(
          (size): Script => ({ name: `${length} in ${size}`, pieces: piecesOf(response, size), end: 'stay' }),
        );
      }),
    ));

  test('what is no response', () =>
    expectAgreement(
      [
        'HTTP/1.1 2x0 OK\r\n\r\n',
        'HTTP/1.1 200 OK\r\nno colon\r\n\r\n',
        'HTTP/1.1 200 OK\r\nA B: c\r\n\r\n',
        'HTTP/1.1 200 OK\r\nA: \0\r\n\r\n',
        'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\na',
        'HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n',
        'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
        'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n',
        'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n\r\n',
        'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{}\r\n0\r\n\r\n',
        'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;a\n{\r\n0\r\n\r\n',
        `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${'f'.repeat(20)}\r\n`,
        'SSH-2.0-OpenSSH_9.2\r\n\r\n',
      ].map((text): Script => ({ name: text, pieces: [Buffer.from(text, 'latin1')], end: 'close' })),
    ));
});

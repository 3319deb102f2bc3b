import { describe, expect, test } from 'vitest';
import type { ToHost, ToPage } from '../../../src/protocol/contract.js';
import { ProtocolClient } from '../../../src/protocol/protocolClient.js';
import { type Handlers, ProtocolServer } from '../../../src/protocol/protocolServer.js';
import { RemoteError } from '../../../src/protocol/remoteError.js';
import { initialView } from '../../../src/protocol/viewState.js';

/** A client and a server, joined by clones of their messages, as an editor joins them. */
function connect(own: Partial<Handlers> = {}) {
  const nothing = () => ({});
  const unexpected = () => {
    throw new Error('not expected here');
  };
  const handlers: Handlers = {
    ready: unexpected,
    saveView: nothing,
    columns: unexpected,
    runConfig: unexpected,
    startSweep: nothing,
    runMissing: nothing,
    runAgain: nothing,
    cancelSweep: nothing,
    openArtifacts: nothing,
    openAsText: nothing,
    exportCsv: () => ({ saved: true }),
    copyText: nothing,
    ...own,
  };
  const rejected: string[] = [];
  const posted: ToPage[] = [];
  const server = new ProtocolServer({
    handlers,
    post(message) {
      posted.push(message);
      client.receive(structuredClone(message));
    },
    onRejected: (reason) => rejected.push(reason),
  });
  const client = new ProtocolClient((message: ToHost) => void server.receive(structuredClone(message)));
  return { client, server, rejected, posted };
}

describe('requests', () => {
  test('bring typed arrays across, NaN included', async () => {
    const values = Float64Array.of(1.5, Number.NaN, -0);
    const { client } = connect({ columns: ({ wanted }) => ({ columns: wanted.map((each) => ({ ...each, values })) }) });
    const { columns } = await client.request('columns', { revision: 1, wanted: [{ subject: 'gpt2', tag: 'x' }] });
    expect(columns).toEqual([{ subject: 'gpt2', tag: 'x', values }]);
  });

  test('fail with the handler’s code and message, or as failed', async () => {
    const { client } = connect({
      columns: () => {
        throw new RemoteError('outdated', 'gone');
      },
      openAsText: () => Promise.reject(new Error('no such file')),
    });
    await expect(client.request('columns', { revision: 1, wanted: [] })).rejects.toMatchObject({
      name: 'RemoteError',
      code: 'outdated',
      message: 'gone',
    });
    await expect(client.request('openAsText', {})).rejects.toMatchObject({ code: 'failed', message: 'no such file' });
  });

  test('can be cancelled, and are answered then too', async () => {
    const { client } = connect({
      exportCsv: (_, signal) =>
        new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
    });
    const controller = new AbortController();
    const answer = client.request('exportCsv', { view: initialView }, controller.signal);
    controller.abort();
    await expect(answer).rejects.toMatchObject({ code: 'cancelled' });
  });

  test('are refused with the wrong parameters or an unknown method', async () => {
    const { client, server, posted } = connect();
    await expect(client.request('copyText', { text: 7 as unknown as string })).rejects.toMatchObject({
      code: 'invalid',
    });
    await server.receive({ kind: 'request', id: 99, method: 'toString', params: {} });
    expect(posted.at(-1)).toMatchObject({ kind: 'error', id: 99, error: { code: 'invalid' } });
  });

  test('are refused by the client when the answer is not of the contract', async () => {
    const { client } = connect({ exportCsv: () => ({ saved: 'yes' }) as unknown as { saved: boolean } });
    await expect(client.request('exportCsv', { view: initialView })).rejects.toMatchObject({ code: 'invalid' });
  });
});

test('a message of nobody is told to the host and otherwise ignored', async () => {
  const { server, rejected, posted } = connect();
  for (const message of [null, 'hello', { kind: 'request', id: 'x' }, { kind: 'execute', command: 'rm' }])
    await server.receive(message);
  expect(rejected).toHaveLength(4);
  expect(posted).toEqual([]);
});

test('events reach every listener until it is taken off', () => {
  const { client, server } = connect();
  const heard: string[] = [];
  const off = client.on('reveal', ({ name }) => heard.push(`a ${name}`));
  client.on('reveal', ({ name }) => heard.push(`b ${name}`));
  server.emit('reveal', { name: '1' });
  off();
  server.emit('reveal', { name: '2' });
  expect(heard).toEqual(['a 1', 'b 1', 'b 2']);
});

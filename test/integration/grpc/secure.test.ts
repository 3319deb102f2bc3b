import { writeFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { createSecureServer } from 'node:http2';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo, Server } from 'node:net';
import { createServer as createTcpServer } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { localCertificate, writeCertificate } from '../../support/certificate.js';
import { startKserveProcess } from '../../support/kserveProcess.js';
import { startServer } from '../../support/startServer.js';
import { sweep } from '../../support/sweepProgram.js';
import { runProgram, temporaryFolder } from '../cli/program.js';

const quick = ['--request-count', '6', '--warmup-request-count', '0', '--server-metrics-url', 'none', '--isl', '8'];
const kserve = ['profile', '-m', 'words', '--service-kind', 'triton', '--backend', 'vllm', '--osl', '3', ...quick];
const proto = join(import.meta.dirname, 'protos/words.proto');
const dynamic = (folder: string) => {
  const file = join(folder, 'requests.jsonl');
  writeFileSync(file, '{"text": "one", "words": 2}\n');
  return [
    ...['profile', '-m', 'words', '--service-kind', 'dynamic_grpc', '--grpc-method', 'demo.Words/Tell'],
    ...['--input-file', file, '--request-count', '6', '--warmup-request-count', '0', '--server-metrics-url', 'none'],
  ];
};

const trusting = [
  { what: 'its own authority', host: '127.0.0.1', args: (caFile: string) => ['--ca-file', caFile] },
  { what: 'its own authority, by name', host: 'localhost', args: (caFile: string) => ['--ca-file', caFile] },
  { what: 'any certificate', host: '127.0.0.1', args: () => ['--insecure'] },
];

test.each(trusting)('Triton over TLS, trusting $what', async ({ host, args }) => {
  const server = await startKserveProcess('TLS');
  const url = `https://${server.address.replace('127.0.0.1', host)}`;
  const { runConfigs } = await sweep(temporaryFolder(), [...kserve, '-u', url, ...args(server.caFile)]);
  expect(runConfigs[0]!.details!.quality).toMatchObject({ requests: 6, errors: {}, transport: 'gRPC over TLS' });
  expect(server.truth()).toHaveLength(6);
});

test.each(trusting.flatMap((trust) => ['v1', 'none'].map((reflection) => ({ ...trust, reflection }))))(
  'dynamic gRPC over TLS, trusting $what; reflection: $reflection',
  async ({ host, args, reflection }) => {
    const folder = temporaryFolder();
    const caFile = await writeCertificate(folder);
    const program = join(import.meta.dirname, 'wordsServer.mjs');
    const server = await startServer(process.execPath, [program, reflection, join(folder, 'truth.jsonl'), folder]);
    onTestFinished(() => server.close());
    const { port } = server.greeting as { port: number };
    const told = reflection === 'none' ? ['--grpc-proto', proto] : [];
    const url = ['-u', `https://${host}:${port}`];
    const { runConfigs } = await sweep(folder, [...dynamic(folder), ...told, ...url, ...args(caFile)]);
    expect(runConfigs[0]!.details!.quality).toMatchObject({ requests: 6, errors: {}, transport: 'gRPC over TLS' });
  },
);

/** Listens on a free port until the test is over; answers nothing but what the server's kind does by itself. */
async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Servers by what they are; each returns host and port. */
const servers = {
  'gRPC without TLS': async () => (await startKserveProcess()).address,
  'gRPC over TLS': async () => (await startKserveProcess('TLS')).address,
  'HTTP without TLS': () => listen(createHttpServer((_, response) => response.end('{}'))),
  'HTTP over TLS': async () => listen(createHttpsServer(await localCertificate(), (_, response) => response.end('{}'))),
  'HTTP/2 over TLS': async () =>
    listen(createSecureServer(await localCertificate(), (_, response) => response.writeHead(404).end('no such page'))),
  'a certificate for another host': async () =>
    listen(createSecureServer(await localCertificate('models.example'), (_, response) => response.end())),
};

const untrusted =
  /certificate of the server at https:\S+ is not trusted \(DEPTH_ZERO_SELF_SIGNED_CERT\): name .*--ca-file, or take --insecure/;
const otherProtocol = /speaks HTTP, not gRPC: name .*gRPC port/;
const wrong: { there: keyof typeof servers; scheme: string; args?: string[]; says: RegExp; chat?: RegExp }[] = [
  {
    there: 'gRPC without TLS',
    scheme: 'https',
    says: /speaks gRPC without TLS: name it with --url http:\/\/127/,
    chat: /speaks gRPC, not HTTP: name its HTTP port/,
  },
  {
    there: 'gRPC over TLS',
    scheme: 'http',
    says: /speaks gRPC over TLS only: name it with --url https:\/\/127/,
    chat: /speaks gRPC, not HTTP: name its HTTP port/,
  },
  {
    there: 'gRPC over TLS',
    scheme: 'https',
    says: untrusted,
    chat: /speaks gRPC, not HTTP: name its HTTP port/,
  },
  {
    there: 'HTTP without TLS',
    scheme: 'https',
    says: otherProtocol,
    chat: /speaks HTTP without TLS: name it with --url http:\/\/127/,
  },
  { there: 'HTTP without TLS', scheme: 'http', says: otherProtocol },
  {
    there: 'HTTP over TLS',
    scheme: 'http',
    says: otherProtocol,
    chat: /speaks HTTP over TLS only: name it with --url https:\/\/127/,
  },
  { there: 'HTTP over TLS', scheme: 'https', says: otherProtocol, chat: untrusted },
  { there: 'HTTP over TLS', scheme: 'https', args: ['--insecure'], says: otherProtocol },
  {
    there: 'HTTP/2 over TLS',
    scheme: 'https',
    args: ['--insecure'],
    says: /speaks HTTP\/2, but not gRPC: name .*gRPC port/,
  },
  {
    there: 'a certificate for another host',
    scheme: 'https',
    says: /not trusted/,
    chat: /speaks gRPC, not HTTP/,
  },
];

test.each(wrong)('$there, named by $scheme $args, is one line before anything is sent', async (given) => {
  const { there, scheme, args = [], says, chat } = given;
  const url = `${scheme}://${await servers[there]()}`;
  const folder = temporaryFolder();
  const withProto = [...dynamic(folder), '--grpc-proto', proto];
  for (const program of [kserve, dynamic(folder), withProto]) {
    const { exitCode, stderr } = await runProgram(folder, [...program, '-u', url, ...args]);
    expect(stderr).toMatch(says);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    expect(exitCode).toBe(2);
  }
  if (chat === undefined) return;
  const { exitCode, stderr } = await runProgram(folder, ['profile', '-m', 'words', '-u', url, ...args, ...quick]);
  expect(stderr).toMatch(chat);
  expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  expect(exitCode).toBe(2);
});

test('a server that never says a word is one line', async () => {
  const address = await listen(createTcpServer((socket) => void socket.on('error', () => undefined)));
  const { exitCode, stderr } = await runProgram(temporaryFolder(), [...kserve, '-u', `https://${address}`]);
  expect(stderr).toMatch(/^error: no server answers by gRPC at https:.* \(no answer within 5 s\): start it, .*\n$/);
  expect(exitCode).toBe(2);
});

test('an authority that is none for this host, and a file without a certificate, are one line', async () => {
  const folder = temporaryFolder();
  const { key, cert } = await localCertificate('models.example');
  writeFileSync(join(folder, 'other.pem'), cert);
  writeFileSync(join(folder, 'key.pem'), key);
  const address = await listen(createSecureServer({ key, cert }, (_, response) => response.end()));
  const run = async (file: string) =>
    (await runProgram(folder, [...kserve, '-u', `https://${address}`, '--ca-file', file])).stderr;
  expect(await run('other.pem')).toMatch(/^error: the certificate of .* is not trusted \(it is for other hosts\).*\n$/);
  expect(await run('key.pem')).toMatch(/^error: --ca-file: .*key.pem holds no certificate in PEM\n$/);
});

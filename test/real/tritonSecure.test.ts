import { afterAll, beforeAll, expect, test } from 'vitest';
import { runProgram, temporaryFolder } from '../integration/cli/program.js';
import { sweep } from '../support/sweepProgram.js';
import { startTriton, type Triton } from './triton/startTriton.js';

let triton: Triton;
beforeAll(async () => {
  triton = await startTriton('TLS');
});
afterAll(() => triton.close());

const profile = (url: string, ...args: string[]) => [
  ...['profile', '-m', 'gpt2', '--service-kind', 'triton', '--backend', 'vllm', '-u', url, '--osl', '4'],
  ...['--isl', '16', '--request-count', '6', '--warmup-request-count', '0', '--server-metrics-url', 'none', ...args],
];

test.each([
  { what: 'its own authority', host: '127.0.0.1', args: () => ['--ca-file', triton.caFile] },
  { what: 'its own authority, by name', host: 'localhost', args: () => ['--ca-file', triton.caFile] },
  { what: 'any certificate', host: '127.0.0.1', args: () => ['--insecure'] },
])('a real Triton over TLS, trusting $what', async ({ host, args }) => {
  triton.takeTruth();
  const url = `https://${triton.grpcUrl.replace('127.0.0.1', host)}`;
  const { runConfigs } = await sweep(temporaryFolder(), profile(url, '--concurrency', '2', ...args()));
  expect(runConfigs[0]!.details!.quality).toMatchObject({ requests: 6, errors: {}, transport: 'gRPC over TLS' });
  expect(triton.takeTruth().map(({ tokens }) => tokens)).toEqual(Array(6).fill(4));
});

const chat = ['profile', '-m', 'gpt2', '--endpoint-type', 'chat', '--request-count', '2', '-u'];

test.each([
  {
    what: 'no trust in its certificate',
    args: () => profile(`https://${triton.grpcUrl}`),
    says: /the certificate of .* is not trusted \(DEPTH_ZERO_SELF_SIGNED_CERT\).*--ca-file.*--insecure/,
  },
  { what: 'http for https', args: () => profile(triton.grpcUrl), says: /speaks gRPC over TLS only: .*https:\/\/127/ },
  {
    what: "the HTTP port with https, which is the HTTP server's",
    args: () => profile(`https://${triton.httpUrl}`),
    says: /speaks HTTP, not gRPC: name Triton's gRPC port/,
  },
  {
    what: 'the gRPC port given to HTTP, with https',
    args: () => [...chat, `https://${triton.grpcUrl}`, '--insecure'],
    says: /speaks gRPC, not HTTP: name its HTTP port/,
  },
  {
    what: 'the gRPC port given to HTTP, without https',
    args: () => [...chat, triton.grpcUrl],
    says: /speaks gRPC, not HTTP: name its HTTP port/,
  },
  {
    what: 'the HTTP port with https, given to HTTP',
    args: () => [...chat, `https://${triton.httpUrl}`],
    says: /speaks HTTP without TLS: name it with --url http:\/\/127/,
  },
])('$what is one line before anything is sent', async ({ args, says }) => {
  triton.takeTruth();
  const { exitCode, stderr } = await runProgram(temporaryFolder(), args());
  expect(stderr).toMatch(says);
  expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  expect(exitCode).toBe(2);
  expect(triton.takeTruth()).toEqual([]);
});

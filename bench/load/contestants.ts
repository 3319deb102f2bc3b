import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Spread, spread } from './spread.js';
import { findProgram, type Workshop } from './tools.js';

/** One run of a contestant. */
export interface Run {
  /** Host and port of the server. */
  readonly address: string;
  /** Requests in flight. */
  readonly streams: number;
  readonly requests: number;
  /** Output tokens of each. */
  readonly tokens: number;
  /** Empty, for its files. */
  readonly folder: string;
}

/** What a contestant says it measured. */
export interface Figures {
  readonly ttft: Spread | undefined;
  readonly itl: Spread | undefined;
}

/** A load generator. */
export interface Contestant {
  readonly name: string;
  /** What to install or set when it is absent. */
  readonly hint: string;
  /** Path of its program; undefined when it is not installed. */
  readonly program: string | undefined;
  /** Share of the requests of a zero-delay run that it gets: the slow ones would take minutes. */
  readonly share: number;
  readonly command: (run: Run) => readonly string[];
  readonly read: (run: Run, stdout: string) => Figures;
  readonly environment?: Readonly<Record<string, string>>;
}

const prompt = 'alpha bravo charlie delta '.repeat(25);

/** Body of every request. */
export const bodyFor = (tokens: number) =>
  JSON.stringify({
    model: 'mock',
    messages: [{ role: 'user', content: prompt }],
    stream: true,
    max_tokens: tokens,
    min_tokens: tokens,
  });

const readJson = (...path: string[]) => JSON.parse(readFileSync(join(...path), 'utf8'));

/** The product, the physical limit, and the peers; those that are absent have no program. */
export function findContestants(workshop: Workshop, bundles: OurBundles): Contestant[] {
  return [
    perfAnalyzer(),
    ours('genai-sweep', bundles, 1),
    ours('genai-sweep (2 threads)', bundles, 2),
    limit(workshop),
    aiperf(workshop),
    guidellm(workshop),
  ];
}

/** Our client and its thread, each bundled into one file. */
export interface OurBundles {
  readonly client: string;
  /** URL of the thread's file. */
  readonly worker: string;
}

function ours(name: string, { client, worker }: OurBundles, threads: number): Contestant {
  return {
    name,
    hint: '',
    program: process.execPath,
    share: 1,
    command: ({ address, streams, requests, tokens }) => {
      const job = {
        url: `http://${address}/v1/chat/completions`,
        headers: [],
        body: bodyFor(tokens),
        format: 'chat',
        load: { kind: 'concurrency', concurrency: streams },
        stop: { kind: 'request_count', requests },
        warmupRequests: streams,
        seed: 1,
        requestTimeoutMs: 60_000,
        keepText: true,
        threads,
      };
      return [process.execPath, client, JSON.stringify(job), worker];
    },
    read: (_run, stdout) => JSON.parse(stdout) as Figures,
  };
}

function limit({ loadbench }: Workshop): Contestant {
  return {
    name: 'Go on raw sockets',
    hint: '',
    program: loadbench,
    share: 1,
    command: ({ address, streams, requests, tokens, folder }) => {
      const body = join(folder, 'body.json');
      writeFileSync(body, bodyFor(tokens));
      const load = ['-streams', String(streams), '-requests', String(requests)];
      return [loadbench, 'client', '-address', address, '-body', body, ...load];
    },
    read: (_run, stdout) => JSON.parse(stdout) as Figures,
  };
}

function perfAnalyzer(): Contestant {
  const program = findProgram('perf_analyzer', 'PERF_ANALYZER');
  return {
    name: 'perf_analyzer',
    hint: 'on PATH, or named by PERF_ANALYZER (Python package perf-analyzer 2.60)',
    program,
    share: 1,
    command: ({ address, streams, requests, tokens, folder }) => {
      const data = Array.from({ length: 16 }, () => ({ payload: [JSON.parse(bodyFor(tokens))] }));
      writeFileSync(join(folder, 'inputs.json'), JSON.stringify({ data }));
      return [
        ...[program ?? '', '-m', 'mock', '--async', '-i', 'http', '-u', address, '--stability-percentage', '999'],
        ...['--service-kind', 'openai', '--endpoint', 'v1/chat/completions'],
        ...['--concurrency-range', String(streams), '--request-count', String(requests)],
        // As ours does: the first requests open connections and fill caches.
        ...['--warmup-request-count', String(streams)],
        ...['--input-data', join(folder, 'inputs.json'), '--profile-export-file', join(folder, 'profile.json')],
      ];
    },
    read: ({ folder, tokens }) => {
      const { experiments } = readJson(folder, 'profile.json') as PerfAnalyzerExport;
      const times = experiments[0]!.requests.map((request) => ({
        sent: request.timestamp / 1e6,
        first: request.response_timestamps[0]! / 1e6,
        // What comes after the last token is the end of the stream.
        last: request.response_timestamps[Math.min(tokens, request.response_timestamps.length) - 1]! / 1e6,
      }));
      return {
        ttft: spread(times.map(({ sent, first }) => first - sent)),
        itl: tokens > 1 ? spread(times.map(({ first, last }) => (last - first) / (tokens - 1))) : undefined,
      };
    },
  };
}

interface PerfAnalyzerExport {
  readonly experiments: { readonly requests: { timestamp: number; response_timestamps: number[] }[] }[];
}

function aiperf(workshop: Workshop): Contestant {
  const program = findProgram('aiperf', 'AIPERF');
  return {
    name: 'aiperf',
    hint: 'on PATH, or named by AIPERF (Python package aiperf)',
    program,
    share: 0.12,
    command: ({ address, streams, requests, tokens, folder }) => [
      ...[program ?? '', 'profile', '--model', 'mock', '--url', `http://${address}`, '--endpoint-type', 'chat'],
      ...['--streaming', '--concurrency', String(streams), '--request-count', String(requests), '--ui', 'none'],
      ...[
        '--tokenizer',
        wordTokenizer(workshop),
        '--synthetic-input-tokens-mean',
        '100',
        '--num-dataset-entries',
        '16',
      ],
      ...['--output-tokens-mean', String(tokens), '--extra-inputs', `min_tokens:${tokens}`, '--artifact-dir', folder],
    ],
    read: ({ folder }) => {
      const all = readJson(folder, 'profile_export_aiperf.json') as Record<string, Spread | undefined>;
      return { ttft: all['time_to_first_token'], itl: all['inter_token_latency'] };
    },
  };
}

function guidellm(workshop: Workshop): Contestant {
  const program = findProgram('guidellm', 'GUIDELLM');
  return {
    name: 'guidellm',
    hint: 'on PATH, or named by GUIDELLM (Python package guidellm)',
    program,
    share: 0.06,
    environment: { HF_HUB_OFFLINE: '1', TRANSFORMERS_OFFLINE: '1' },
    command: ({ address, streams, requests, tokens, folder }) => [
      ...[program ?? '', 'run', '--backend', `kind=openai_http,target=http://${address}`],
      ...['--profile', JSON.stringify({ kind: 'concurrent', streams: [streams] })],
      ...['--constraint', `kind=max_requests,count=${requests}`],
      ...['--data', `kind=synthetic_text,prompt_tokens=100,output_tokens=${tokens}`],
      ...['--tokenizer', `kind=huggingface_auto,model=${wordTokenizer(workshop)}`],
      ...['--output', `kind=json,path=${join(folder, 'benchmarks.json')}`, '--disable-progress'],
    ],
    read: ({ folder }) => {
      const { benchmarks } = readJson(folder, 'benchmarks.json') as GuidellmExport;
      const { metrics } = benchmarks[0]!;
      const of = (name: string) => metrics[name]?.successful.percentiles;
      return { ttft: of('time_to_first_token_ms'), itl: of('inter_token_latency_ms') };
    },
  };
}

interface GuidellmExport {
  readonly benchmarks: { readonly metrics: Record<string, { successful: { percentiles: Spread } } | undefined> }[];
}

/** A tokenizer for peers that cannot do without: each word of the server is one token. */
function wordTokenizer({ folder }: Workshop): string {
  const words = ['[UNK]', ...new Set(prompt.trim().split(' ')), 'mock', 'user', 'a', 'b', 'c'];
  const tokenizer = {
    version: '1.0',
    added_tokens: [],
    pre_tokenizer: { type: 'Whitespace' },
    model: { type: 'WordLevel', vocab: Object.fromEntries(words.map((word, id) => [word, id])), unk_token: '[UNK]' },
  };
  writeFileSync(join(folder, 'tokenizer.json'), JSON.stringify(tokenizer));
  const config = { tokenizer_class: 'PreTrainedTokenizerFast', unk_token: '[UNK]', model_max_length: 100_000 };
  writeFileSync(join(folder, 'tokenizer_config.json'), JSON.stringify(config));
  return folder;
}

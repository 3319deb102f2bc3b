import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { replayFolder } from '../../scripts/goldens.js';
import { Checkpoint } from '../../src/core/checkpoint/checkpoint.js';
import { metricOf } from '../../src/core/metrics/tags.js';
import { runConfigsOfResults } from '../../src/core/results/genaiPerf/fromResults.js';
import { GenaiPerfResults } from '../../src/core/results/genaiPerf/genaiPerfResults.js';
import type { ResultsView } from '../../src/core/results/resultsView.js';
import { runGenaiPerfScript } from './genai-perf/genaiPerfPython.js';
import { type SweepParts, sweptCheckpoint } from './genai-perf/sweptCheckpoints.js';

/** Raw values as genai-perf's classes give them: by model or GPU, then by tag. */
interface TheirValues {
  readonly perf: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly gpu: Readonly<Record<string, Readonly<Record<string, number>>>>;
}
type Answer = Readonly<Record<string, TheirValues>> & { readonly error?: { readonly type: string } };

const chat = '-m gpt2 --endpoint-type chat --streaming -u localhost:8000';
const sweeps: Readonly<Record<string, SweepParts>> = {
  'built-in engine, no GPU': {
    line: `${chat} --sweep-type concurrency --sweep-range 1:32`,
    models: ['gpt2'],
    gpus: [],
  },
  'GPU and server metrics': {
    line: `${chat} --sweep-type request_rate --sweep-list 0.5,1,2,12.5`,
    models: ['gpt2'],
    gpus: ['gpu0', 'gpu1'],
    servers: ['localhost:8000'],
  },
  'a failed scenario beside': {
    line: `${chat} --sweep-type num_dataset_entries --sweep-list 100,200,300`,
    models: ['gpt2'],
    gpus: ['gpu0'],
    withFailure: true,
  },
  'an endpoint type that it does not know': {
    line: '-m gpt2 --endpoint-type messages --osl 16 -u localhost:8000 --sweep-type concurrency --sweep-list 1,2',
    models: ['gpt2'],
    gpus: [],
  },
  'two models': {
    line: `${chat} --sweep-type input_sequence_length --sweep-list 100,200,300,400,500`,
    models: ['gpt2', 'bert'],
    gpus: ['gpu0', 'gpu1', 'gpu2'],
  },
};

/** Everything that can be set, with values that change the order. */
function stepsFor({ models, gpus }: SweepParts): unknown[] {
  const perModel = (weights: object) => Object.fromEntries(models.map((model) => [model, weights]));
  return [
    ['set_model_weighting', Object.fromEntries(models.map((model, at) => [model, at + 1.5]))],
    ['set_perf_metric_objectives', perModel({ time_to_first_token_p99: 1, inter_token_latency_p90: 3 })],
    ...(gpus.length > 0 ? [['set_gpu_metric_objectives', perModel({ gpu_power_usage_avg: 1 })]] : []),
    ['set_constraints', perModel({ request_latency_p99: 30000.5, gpu_power_usage_p99: 40000 })],
  ];
}

describe("genai-perf 0.0.16's own classes open what this program writes", () => {
  let folder: string;
  let answers: Readonly<Record<string, Answer>>;
  const texts = new Map<string, string>();
  const ids = new Map(Object.keys(sweeps).map((title, at) => [title, `sweep${at}`]));

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'genai-sweep-classes-'));
    const requests = await Promise.all(
      Object.entries(sweeps).map(async ([title, parts]) => {
        const id = ids.get(title) as string;
        const text = sweptCheckpoint(parts).toText();
        texts.set(title, text);
        await mkdir(join(folder, id));
        await writeFile(join(folder, id, 'checkpoint.json'), text);
        // Their report stumbles over rates with a fraction.
        const isReported = !parts.line.includes('0.5');
        const argv = ['analyze', '-m', ...parts.models, '--enable-checkpointing', '--endpoint-type', 'chat'];
        const sweep = ['--sweep-type', /--sweep-type (\w+)/.exec(parts.line)?.[1], '--sweep-range', '64:128'];
        return { id, folder: join(folder, id), steps: stepsFor(parts), argv: isReported ? [...argv, ...sweep] : null };
      }),
    );
    const printed = await runGenaiPerfScript('load_checkpoint.py', [join(folder, 'cases')], {
      input: JSON.stringify(requests),
    });
    answers = JSON.parse(printed) as Readonly<Record<string, Answer>>;
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it.each(Object.keys(sweeps))('with the same values: %s', (title) => {
    const { results } = Checkpoint.parse(texts.get(title) as string);
    expect(results.size).toBeGreaterThan(1);
    expect(answers[ids.get(title) as string]).toEqual(valuesOf(results));
  });

  it('and ranks, filters and reports them as mode "genai-perf" does', () => {
    const { cases, passed, failures } = replayFolder(join(folder, 'cases'));
    expect(failures).toEqual([]);
    expect(cases).toBe(Object.keys(sweeps).length * 2 - 1);
    expect(passed).toBeGreaterThan(200);
  });

  it.each(Object.keys(sweeps))('and gives the order that the mode gives for opened results: %s', async (title) => {
    const { results } = Checkpoint.parse(texts.get(title) as string);
    const path = join(folder, 'cases', 'results', `${ids.get(title)}.json`);
    const { loaded_order: theirs } = JSON.parse(await readFile(path, 'utf8')) as { loaded_order: string[] };
    expect(GenaiPerfResults.fromRunConfigs(runConfigsOfResults(results)).order).toEqual(theirs);
  });
});

describe('mode "genai-perf" does what the real classes do', () => {
  it('with random checkpoints, objectives, weights and constraints, errors included', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'genai-sweep-random-'));
    try {
      await runGenaiPerfScript('make_cases.py', [folder, '1', '300']);
      const { cases, passed, failures } = replayFolder(folder);
      expect(failures).toEqual([]);
      expect(cases).toBeGreaterThan(350);
      expect(passed).toBeGreaterThan(20_000);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});

describe('checkpoints of older versions of genai-perf', () => {
  const fixtures = resolve(import.meta.dirname, '../fixtures/genai-perf-versions');

  it('open in the real 0.0.16 from 0.0.13 on, and rank there as in mode "genai-perf"', async () => {
    const versions = (await readdir(fixtures)).filter((file) => file.endsWith('.json'));
    const folder = await mkdtemp(join(tmpdir(), 'genai-sweep-versions-'));
    try {
      const requests = await Promise.all(
        versions.map(async (file) => {
          const id = file.replace('.json', '');
          await mkdir(join(folder, id));
          await writeFile(join(folder, id, 'checkpoint.json'), await readFile(join(fixtures, file)));
          const steps = [['set_perf_metric_objectives', { gpt2: { time_to_first_token_p99: 1 } }]];
          return { id, folder: join(folder, id), steps, argv: null };
        }),
      );
      const printed = await runGenaiPerfScript('load_checkpoint.py', [join(folder, 'cases')], {
        input: JSON.stringify(requests),
      });
      const theirs = JSON.parse(printed) as Readonly<Record<string, Answer>>;
      const refused = Object.entries(theirs).flatMap(([id, { error }]) => (error === undefined ? [] : [id]));
      expect(refused).toEqual(['0.0.10', '0.0.11', '0.0.12']);
      expect(replayFolder(join(folder, 'cases')).failures).toEqual([]);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});

/** Our raw values in the shape of theirs, best first. */
function valuesOf(results: ResultsView): Answer {
  const byTag = (records: readonly { readonly tag: string; readonly rawValue: number }[]) =>
    Object.fromEntries(
      // What it has no class for stands where its classes do not look.
      records.flatMap(({ tag, rawValue }) => (metricOf(tag).family.ownRecord ? [] : [[tag, rawValue]])),
    );
  return Object.fromEntries(
    results.runConfigs.map((runConfig) => [
      runConfig.name,
      {
        perf: Object.fromEntries(runConfig.models.map((model) => [model, byTag(runConfig.getModelPerfMetrics(model))])),
        gpu: Object.fromEntries(
          Object.entries(runConfig.getAllGpuMetrics()).map(([gpu, records]) => [gpu, byTag(records)]),
        ),
      },
    ]),
  ) as Answer;
}

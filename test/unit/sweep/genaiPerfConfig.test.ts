import { describe, expect, it } from 'vitest';
import { genaiPerfConfig } from '../../../src/core/sweep/genaiPerfConfig.js';
import { perfAnalyzerConfig } from '../../../src/core/sweep/perfAnalyzerConfig.js';
import type { Scenario } from '../../../src/core/sweep/scenario.js';
import runConfigs from '../../fixtures/sweep/genai-perf-run-configs.json' with { type: 'json' };
import { optionsOfLine, planOf } from './commandLine.js';

/** Scenario and artifact folder of a command that sweeps one value. */
function scenarioOf(line: string): { scenario: Scenario; artifactDirectory: string } {
  const [planned] = planOf(optionsOfLine(line), { tokenizer: '../../tok' }).scenarios;
  if (planned === undefined) throw new Error('no scenario');
  return { scenario: planned.scenario, artifactDirectory: `artifacts/${planned.artifactName}` };
}

/** What genai-perf 0.0.16 wrote for commands, and the same commands for one scenario. */
const recorded = {
  concurrency:
    '-m gpt2 --endpoint-type chat --streaming -u 127.0.0.1:27631 --sweep-type concurrency --sweep-list 16 --request-count 20 --isl 100 --osl 16 --num-dataset-entries 20 --random-seed 7',
  cfg_request_rate_step:
    '-m gpt2 --endpoint-type chat --streaming -u 127.0.0.1:27631 --sweep-type request_rate --sweep-list 30 --request-count 30 --isl 60 --osl 8 --num-dataset-entries 10 --random-seed 7',
  completions:
    '-m org/gpt2-x --endpoint-type completions --streaming -u 127.0.0.1:27631 --isl 60 --osl 8 --num-dataset-entries 10 --request-count 10 --sweep-type concurrency --sweep-list 2',
  embeddings:
    '-m emb --endpoint-type embeddings -u 127.0.0.1:27631 --num-dataset-entries 10 --request-count 10 --sweep-type concurrency --sweep-list 2',
  nonstreaming:
    '-m gpt2 --endpoint-type chat -u 127.0.0.1:27631 --isl 60 --osl 8 --num-dataset-entries 10 --request-count 10 --sweep-type concurrency --sweep-list 2',
} as const;

describe("a scenario in genai-perf's words", () => {
  it.each(Object.entries(recorded))('is what genai-perf itself wrote: %s', (name, line) => {
    const { scenario, artifactDirectory } = scenarioOf(`${line} --warmup-request-count 0`);
    const theirs = runConfigs[name as keyof typeof recorded];
    const {
      input_sequence_length: isl,
      num_dataset_entries: entries,
      ...parameters
    } = genaiPerfConfig(scenario)._parameters;
    expect(parameters).toEqual(theirs.genai_perf_config._parameters);
    expect({ isl, entries }).toEqual({
      isl: theirs.genai_perf_config._parameters.input.synthetic_tokens.mean,
      entries: theirs.genai_perf_config._parameters.input.num_dataset_entries,
    });
    expect(perfAnalyzerConfig(scenario, { artifactDirectory, profileExportFile: 'profile_export.json' })).toEqual(
      theirs.perf_analyzer_config,
    );
  });

  it('holds the values that were applied, not those of the whole sweep', () => {
    const { scenario } = scenarioOf(
      '-m m --sweep-type input_sequence_length --sweep-list 300 --goodput request_latency:5 --extra-inputs a:1',
    );
    expect(genaiPerfConfig(scenario)._parameters).toMatchObject({
      input: { synthetic_tokens: { mean: 300 }, goodput: { request_latency: 5 }, extra: { a: 1 } },
      input_sequence_length: 300,
    });
    const batch = scenarioOf('-m m --endpoint-type completions --sweep-type batch_size --sweep-list 4').scenario;
    expect(genaiPerfConfig(batch)._parameters).toMatchObject({ input: { batch_size: 4 } });
  });

  it('tells of warm-up, interval, distribution and https', () => {
    const line = '-m m -u https://h:1 --request-distribution poisson -p 500 --sweep-type request_rate --sweep-list 2.5';
    const { scenario, artifactDirectory } = scenarioOf(line);
    const { _cli_args, _parameters } = perfAnalyzerConfig(scenario, { artifactDirectory, profileExportFile: 'p.json' });
    expect(_parameters).toEqual({ request_rate: 2.5 });
    expect(_cli_args.join(' ')).toBe(
      'perf_analyzer -m m --async --warmup-request-count 3 --stability-percentage 999 --measurement-interval 500 ' +
        '-i http -u https://h:1 --request-rate-range 2.5 --service-kind openai --endpoint v1/chat/completions ' +
        '--request-distribution poisson --input-data artifacts/m-openai-chat-request_rate2.5/inputs.json ' +
        '--profile-export-file artifacts/m-openai-chat-request_rate2.5/p.json',
    );
  });
});

import { describe, expect, it } from 'vitest';
import { optionDefaults } from '../../../src/core/sweep/optionDefaults.js';
import { findOption, type OptionKey, optionSpecs, sweepOptionsSchema } from '../../../src/core/sweep/options.js';
import { unsupportedOptions } from '../../../src/core/sweep/support.js';
import genaiPerf from '../../fixtures/sweep/genai-perf-options.json' with { type: 'json' };
import { configFile, optionsOf, optionsOfLine } from './commandLine.js';

const ok = '-m gpt2 --sweep-type num_dataset_entries --sweep-range 1:4';

describe('the options of genai-perf analyze', () => {
  it.each(genaiPerf.options.map((option) => [option.flags.join(' '), option] as const))('%s is known', (_, option) => {
    const specs = option.flags.map((flag) =>
      flag.startsWith('--') ? findOption(flag.slice(2)) : optionSpecs.find(({ short }) => flag === `-${short}`),
    );
    expect(specs[0]).toBeDefined();
    for (const spec of specs) expect(spec).toBe(specs[0]);
    const takesNothing = option.kind === 'StoreTrue' || option.flags[0] === '--fixed-schedule';
    expect(specs[0]?.kind === 'flag').toBe(takesNothing);
    const takesSeveral = option.nargs === '+' || option.nargs === '*' || option.kind === 'Append';
    expect(['texts', 'numbers', 'repeated'].includes(specs[0]?.kind ?? '')).toBe(takesSeveral);
    for (const value of option.choices ?? []) {
      const result = specs[0]?.schema.safeParse(value);
      expect(result?.success, `${option.flags[0]} ${value}`).toBe(true);
    }
  });

  it('and those of the founding document', () => {
    for (const name of ['service-kind', 'backend', 'sweep-type', 'sweep-range', 'sweep-list'])
      expect(findOption(name)).toBeDefined();
  });
});

describe('the option table', () => {
  it('has each name, alias and letter once', () => {
    const names = optionSpecs.flatMap(({ name, aliases = [], short }) => [name, ...aliases, ...(short ? [short] : [])]);
    expect(new Set(names).size).toBe(names.length);
    expect(names).not.toContain('config');
    expect(names).not.toContain('c');
  });

  it('tells no default that the schema refuses', () => {
    expect(sweepOptionsSchema.safeParse(optionDefaults).error?.issues ?? []).toEqual([]);
    for (const [key, { idle }] of Object.entries(unsupportedOptions))
      for (const value of idle) {
        const result = optionSpecs.find((spec) => spec.key === (key as OptionKey))?.schema.safeParse(value);
        expect(result?.data, key).toEqual(value);
      }
  });

  it('describes every option in a sentence, with choices and default', () => {
    for (const { description } of optionSpecs) expect(description).toMatch(/^[A-Z].*\.$/);
    expect(findOption('random-seed')?.description).toBe('Seed of words, lengths and arrival times. Default: 0.');
    expect(findOption('export_level')?.description).toContain('One of: timestamps, text, raw. Default: text.');
  });
});

describe('the command line', () => {
  it('takes several values behind one flag, and values that begin with a minus sign', () => {
    const options = optionsOfLine(
      '--model a b --sweep-list=4,8 --sweep-type concurrency -g request_latency:5 --streaming time_to_first_token:1'.replace(
        '--streaming time_to_first_token:1',
        'time_to_first_token:1 --streaming',
      ),
    );
    expect(options).toMatchObject({
      model: ['a', 'b'],
      sweepList: '4,8',
      goodput: { request_latency: 5, time_to_first_token: 1 },
    });
    expect(optionsOfLine(`${ok} --extra-inputs temperature:-0.5 --extra-inputs top_k:2`).extraInputs).toEqual({
      temperature: -0.5,
      top_k: 2,
    });
    expect(optionsOfLine(`${ok} -p1000 -b1`)).toMatchObject({ measurementInterval: 1000, batchSizeText: 1 });
  });

  it('lets the last of several names of one option win', () => {
    expect(optionsOfLine(`${ok} --isl 5 --synthetic-input-tokens-mean 6`).syntheticInputTokensMean).toBe(6);
    expect(optionsOfLine(`${ok} --synthetic-input-tokens-mean 6 --isl 5`).syntheticInputTokensMean).toBe(5);
    expect(optionsOfLine(`${ok} --num-prompts 5`.replace('num_dataset_entries', 'concurrency')).numDatasetEntries).toBe(
      5,
    );
  });

  it('tells given from default, zeros too', () => {
    expect(optionsOfLine(ok)).toEqual({ model: ['gpt2'], sweepType: 'num_dataset_entries', sweepRange: '1:4' });
    expect(optionsOfLine(`${ok} --random-seed 0 --no-streaming`)).toMatchObject({ randomSeed: 0, streaming: false });
  });

  it('takes metrics URLs, none of them, and each once', () => {
    expect(optionsOfLine(`${ok} --server-metrics-urls a:1/metrics b:2 a:1/metrics`).serverMetricsUrl).toEqual([
      'a:1/metrics',
      'b:2',
    ]);
    expect(optionsOfLine(`${ok} --server-metrics-url none`).serverMetricsUrl).toEqual([]);
  });

  it('knows no sweep in profile', () => {
    expect(optionsOf(['-m', 'gpt2', '--concurrency', '2'], undefined, 'profile')).toEqual({
      model: ['gpt2'],
      concurrency: 2,
    });
    expect(() => optionsOf([...ok.split(' ')], undefined, 'profile')).toThrow('profile measures one scenario');
  });
});

describe('the command line over the configuration file', () => {
  const merged = (line: string, text: string) => optionsOfLine(line, configFile(`model: gpt2\n${text}`));

  it('wins option by option, zeros and taken back flags too', () => {
    const text = 'sweep: {batch_size: 1}\nendpoint-type: completions\nrandom-seed: 7\nstreaming: true\nisl: 30';
    expect(merged('--random-seed 0 --no-streaming', text)).toMatchObject({
      randomSeed: 0,
      streaming: false,
      syntheticInputTokensMean: 30,
    });
  });

  it('takes the place of what excludes it in the file', () => {
    const rate = merged('--request-rate 5', 'sweep: {input_sequence_length: 8}\nconcurrency: 4');
    expect(rate).toMatchObject({ requestRate: 5 });
    expect(rate).not.toHaveProperty('concurrency');
    const interval = merged('-p 100', 'sweep: {input_sequence_length: 8}\nrequest-count: 4');
    expect(interval).not.toHaveProperty('requestCount');
    const range = merged(
      '--sweep-type concurrency --sweep-range 1:4',
      'sweep: {input_sequence_length: 8}\nconcurrency: 4',
    );
    expect(range).not.toHaveProperty('sweep');
    expect(range).not.toHaveProperty('concurrency');
    const list = merged('--sweep-list 1,3', 'sweep-type: concurrency\nsweep-range: 1:4');
    expect(list).toMatchObject({ sweepType: 'concurrency', sweepList: '1,3' });
    expect(list).not.toHaveProperty('sweepRange');
  });

  it('does not hide what the file itself contradicts', () => {
    expect(() => merged('--isl 5', 'sweep: {num_dataset_entries: 8}\nconcurrency: 4\nrequest-rate: 3')).toThrow(
      '--concurrency and --request-rate cannot be given together',
    );
  });
});

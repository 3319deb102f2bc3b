import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Checkpoint } from '../../../src/core/checkpoint/checkpoint.js';
import { type GpuTag, isMetricTag } from '../../../src/core/metrics/tags.js';

/** Until here GPU metrics came from Triton, in its units and by names. */
const versionsWithTritonUnits = ['0.0.10', '0.0.11', '0.0.12', '0.0.13', '0.0.14'];
const versions = ['0.0.10', '0.0.11', '0.0.12', '0.0.13', '0.0.14', '0.0.15', '0.0.15.post1', '0.0.16'];

/** The parts of such a file that are read here. */
interface CheckpointFile {
  readonly Results: {
    readonly run_configs: readonly {
      readonly name: string;
      readonly measurement: {
        readonly _gpu_metrics: Readonly<Record<string, Readonly<Record<string, Entry>>>>;
        readonly _model_config_measurements: {
          readonly gpt2: { readonly _perf_metrics: Readonly<Record<string, Entry>> };
        };
      };
    }[];
  };
}

/** What of a written file is read beside that. */
interface WrittenFile {
  readonly Results: {
    readonly run_configs: readonly {
      readonly measurement: { readonly _gpu_metrics: object };
      readonly genai_sweep?: { readonly unknown_records?: { readonly gpt2?: Readonly<Record<string, Entry>> } };
    }[];
  };
}

type Entry = readonly [tag: string, fields: { readonly _value: number }];

describe('checkpoints that older versions of genai-perf wrote', () => {
  it.each(versions)('open with all their performance values: %s', (version) => {
    const text = textOf(version);
    const { results } = Checkpoint.parse(text);
    const file = (JSON.parse(text) as CheckpointFile).Results.run_configs;
    expect(results.inInsertionOrder.map(({ name }) => name)).toEqual(file.map(({ name }) => name));
    for (const { name, measurement } of file) {
      const runConfig = results.get(name)!;
      expect(runConfig.getPerfAnalyzerParameters()).toEqual({ concurrency: expect.any(Number) });
      expect(runConfig.gpus).toEqual(['gpu0', 'gpu1']);
      const records = runConfig.getModelPerfMetrics('gpt2');
      expect(records.length).toBeGreaterThan(10);
      for (const { tag, rawValue } of records) {
        expect(rawValue).toBe(measurement._model_config_measurements.gpt2._perf_metrics[tag]?.[1]._value);
      }
    }
  });

  it.each(versions)('are written back with nothing lost, unknown metrics beside: %s', (version) => {
    const text = textOf(version);
    const written = JSON.parse(Checkpoint.parse(text).toText()) as WrittenFile;
    const original = (JSON.parse(text) as CheckpointFile).Results.run_configs;
    expect(written.Results.run_configs).toHaveLength(original.length);
    for (const [at, runConfig] of original.entries()) {
      const back = written.Results.run_configs[at]!;
      const { _model_config_measurements: models, _gpu_metrics: gpus } = runConfig.measurement;
      const [known, unknown] = [true, false].map((isKnown) =>
        Object.fromEntries(Object.entries(models.gpt2._perf_metrics).filter(([tag]) => isMetricTag(tag) === isKnown)),
      );
      expect(back).toMatchObject({
        ...runConfig,
        measurement: {
          ...(!versionsWithTritonUnits.includes(version) && { _gpu_metrics: gpus }),
          _model_config_measurements: { gpt2: { _perf_metrics: known } },
        },
      });
      expect(Object.keys(back.measurement._gpu_metrics)).toEqual(Object.keys(gpus));
      expect(back.genai_sweep?.unknown_records?.gpt2 ?? {}).toEqual(unknown);
    }
  });
});

it.each(versionsWithTritonUnits)(
  'GPU metrics in the units of Triton are read in those of the exporter: %s',
  (version) => {
    const factors = { gpu_memory_used: 2 ** -20, energy_consumption: 1000, gpu_utilization: 100, gpu_power_usage: 1 };
    const { results } = Checkpoint.parse(textOf(version));
    for (const { name, measurement } of (JSON.parse(textOf(version)) as CheckpointFile).Results.run_configs) {
      for (const [family, factor] of Object.entries(factors)) {
        const tag = `${family}_avg`;
        const written = measurement._gpu_metrics['gpu0']?.[tag]?.[1]._value;
        const read = results.get(name)?.getGpuMetric('gpu0', tag as GpuTag)?.rawValue;
        expect(read, tag).toBe(written === undefined ? undefined : written * factor);
      }
    }
    // Once written by us they are in today's units, and stay as they are.
    const again = Checkpoint.parse(Checkpoint.parse(textOf(version)).toText());
    const [first] = results.inInsertionOrder;
    expect(again.results.get(first!.name)?.getGpuMetricValue('gpu0', 'gpu_utilization_avg')).toBe(
      first?.getGpuMetricValue('gpu0', 'gpu_utilization_avg'),
    );
  },
);

function textOf(version: string): string {
  return readFileSync(resolve(import.meta.dirname, '../../fixtures/genai-perf-versions', `${version}.json`), 'utf8');
}

import { readFileSync } from 'node:fs';
import { describe, expect, expectTypeOf, test } from 'vitest';
import { displayValue, metricTitle, rawValue } from '../../../src/core/metrics/format.js';
import {
  type GpuTag,
  isMetricTag,
  type MetricTag,
  metricOf,
  metrics,
  nearestTags,
  type PerfTag,
  parseTag,
  type ServerTag,
  UnknownTagError,
} from '../../../src/core/metrics/tags.js';

interface OriginalRecordType {
  readonly tag: string;
  readonly kind: 'perf' | 'gpu';
  readonly header: string;
  readonly unit: string | null;
  readonly higherIsBetter: boolean;
}

const fixture = new URL('../../fixtures/genai-perf/record-types.json', import.meta.url);
const original: readonly OriginalRecordType[] = JSON.parse(readFileSync(fixture, 'utf8'));
const theirMetrics = metrics.filter(({ family }) => family.kind !== 'server' && !family.ownRecord);
const originalOf = new Map(original.map((type) => [type.tag, type]));

/** Where the original's table is wrong: it has no unit, another spelling, or the unit of another metric. */
const unitsOfOurOwn: Readonly<Record<string, string>> = {
  '°C': 'C',
  'requests/sec': 'count',
};

describe('the metric table beside genai-perf', () => {
  test('has its 448 tags, and marks those that it does not have', () => {
    expect(theirMetrics).toHaveLength(448);
    expect(theirMetrics.map(({ tag }) => tag).sort()).toEqual(original.map(({ tag }) => tag).sort());
  });

  test('agrees on what is measured per model and what per GPU', () => {
    const kinds = theirMetrics.filter(({ tag, family }) => originalOf.get(tag)?.kind !== family.kind);
    expect(kinds).toEqual([]);
  });

  test('agrees on directions, except that lengths, counts and what a card has say nothing', () => {
    const differing = theirMetrics.filter(({ tag, family: { direction } }) => {
      const theirs = originalOf.get(tag)?.higherIsBetter ? 'higher' : 'lower';
      return direction !== theirs;
    });
    expect(new Set(differing.map(({ family }) => family.direction))).toEqual(new Set(['neutral']));
    expect([...new Set(differing.map(({ familyName }) => familyName))]).toEqual(
      expect.arrayContaining(['output_sequence_length', 'input_sequence_length', 'request_count']),
    );
  });

  test('agrees on units where the original has one', () => {
    const differing = theirMetrics.flatMap(({ tag, family: { unit } }) => {
      const theirs = originalOf.get(tag)?.unit ?? unit;
      return theirs === unit || unitsOfOurOwn[theirs] === unit ? [] : [`${tag}: ${unit}, not ${theirs}`];
    });
    expect(differing).toEqual([]);
  });

  test('writes the headers of the summary CSV as the original does', () => {
    const inSummary: MetricTag[] = [
      'time_to_first_token_p99',
      'inter_token_latency_p99',
      'request_latency_p99',
      'output_sequence_length_p99',
      'output_token_throughput_avg',
      'request_throughput_avg',
      'gpu_power_usage_p99',
      'energy_consumption_p99',
      'gpu_utilization_p99',
      'gpu_memory_used_p99',
      'gpu_power_limit_avg',
      'total_gpu_memory_avg',
    ];
    for (const tag of inSummary) expect(metricTitle(metricOf(tag))).toBe(originalOf.get(tag)?.header);
  });

  test('converts raw units to what people read and back', () => {
    expect(displayValue(metricOf('time_to_first_token_p99'), 20e6)).toBe(20);
    expect(displayValue(metricOf('gpu_memory_used_p99'), 20000)).toBeCloseTo(20.97152, 10);
    expect(displayValue(metricOf('energy_consumption_p99'), 1.73e9)).toBeCloseTo(1.73, 12);
    expect(displayValue(metricOf('sm_utilization_avg'), 0.5)).toBe(50);
    for (const metric of metrics) expect(displayValue(metric, rawValue(metric, 3))).toBeCloseTo(3, 12);
  });
});

describe('tags', () => {
  test('a misspelt tag does not compile', () => {
    const right: MetricTag = 'time_to_first_token_p99';
    // @ts-expect-error one token too many
    const wrong: MetricTag = 'time_to_first_tokens_p99';
    // @ts-expect-error request throughput is one number per scenario and has no percentiles
    const noPercentile: PerfTag = 'request_throughput_p99';
    // @ts-expect-error measured per GPU
    const notPerModel: PerfTag = 'gpu_power_usage_p99';
    // @ts-expect-error measured per model
    const notPerGpu: GpuTag = 'time_to_first_token_p99';
    expect([right, wrong, noPercentile, notPerModel, notPerGpu].map(isMetricTag)).toEqual([
      true,
      false,
      false,
      true,
      true,
    ]);
    expectTypeOf<PerfTag | GpuTag | ServerTag>().toEqualTypeOf<MetricTag>();
    expectTypeOf<(PerfTag & GpuTag) | (GpuTag & ServerTag) | (PerfTag & ServerTag)>().toBeNever();
  });

  test('a misspelt tag at run time names the nearest ones', () => {
    expect(() => parseTag('time_to_frist_token_p99')).toThrow(UnknownTagError);
    expect(() => parseTag('time_to_frist_token_p99')).toThrow(/did you mean time_to_first_token_p99,/);
    expect(nearestTags('request latency p99')[0]).toBe('request_latency_p99');
    expect(nearestTags('REQUEST-LATENCY-P90')[0]).toBe('request_latency_p90');
  });

  test('a tag cannot be the name of something that every object has', () => {
    for (const name of ['constructor', '__proto__', 'toString', ''])
      expect(() => metricOf(name)).toThrow(UnknownTagError);
  });
});

import {
  type FamilyName,
  familyNames,
  type MetricFamily,
  metricFamilies,
  type Statistic,
} from '../metrics/families.js';
import { displayValue } from '../metrics/format.js';
import { failedRequests, type Quality } from '../metrics/quality.js';
import { metricOf } from '../metrics/tags.js';
import type { Measurement, RawRecords } from '../results/measurement.js';
import type { Scenario } from '../sweep/scenario.js';

/** What a scenario's own files are made of. */
export interface ScenarioReport {
  /** `gpt2_run_config_0`. */
  readonly runConfigName: string;
  readonly scenario: Scenario;
  readonly measurement: Measurement;
  readonly quality: Quality;
  /** The options as they were applied, without secrets. */
  readonly inputConfig: Readonly<Record<string, unknown>>;
  /** Who measured: `genai-sweep 0.1.0`. */
  readonly tool: string;
}

/** Measured statistics of a family, in display units. */
export type FamilyStatistics = Partial<Record<Statistic, number>>;

/** The statistics of a family that were measured, in the order asked for; undefined when there are none. */
export function statisticsOf(
  records: RawRecords<string>,
  familyName: FamilyName,
  order: readonly Statistic[],
): FamilyStatistics | undefined {
  const found = order.flatMap((statistic): [Statistic, number][] => {
    const tag = `${familyName}_${statistic}`;
    const raw = records[tag];
    return raw === undefined || Number.isNaN(raw) ? [] : [[statistic, displayValue(metricOf(tag), raw)]];
  });
  return found.length === 0 ? undefined : Object.fromEntries(found);
}

/** A row of the metric table, with its name. */
export interface NamedFamily {
  readonly name: FamilyName;
  readonly family: MetricFamily;
}

/** Families of a kind, in table order, which is the order of genai-perf's files. */
export function familiesOf(kind: MetricFamily['kind']): NamedFamily[] {
  return familyNames
    .map((name) => ({ name, family: metricFamilies[name] }))
    .filter(({ family }) => family.kind === kind);
}

/** Where the numbers come from, by title: what genai-perf's CSV leaves out. */
export function originOf({ runConfigName, scenario, quality, tool }: ScenarioReport): [title: string, value: string][] {
  const { swept, load, endpoint } = scenario;
  const loadValue: [string, number] =
    load.kind === 'concurrency' ? ['concurrency', load.concurrency] : ['request_rate', load.requestsPerSecond];
  const settings = new Map([loadValue, ...swept.map(({ name, value }): [string, number] => [name, value])]);
  return [
    ['Run Config', runConfigName],
    ['Models', endpoint.models.join(' ')],
    ...Array.from(settings, ([name, value]): [string, string] => [titleCase(name), String(value)]),
    ['Window Start (UTC)', quality.windowStart],
    ['Window End (UTC)', quality.windowEnd],
    ['Failed Requests', String(failedRequests(quality))],
    ['Tool', tool],
  ];
}

/** `gpu_memory_used` → `GPU Memory Used`, as genai-perf's exporters do it. */
export function titleCase(name: string): string {
  const word = (text: string) => (text === 'gpu' ? 'GPU' : text.charAt(0).toUpperCase() + text.slice(1));
  return name.split('_').map(word).join(' ');
}

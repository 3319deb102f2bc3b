import { errorRate } from '../metrics/quality.js';
import type { Metric } from '../metrics/tags.js';
import { Columns } from './columns.js';
import { gpuName } from './gpuName.js';
import type { RunConfigDetails } from './runConfigDetails.js';
import type { PerfAnalyzerCall, RunConfigEntry } from './runConfigEntry.js';

/** One run config of a table: what is not a number. Configurations are kept as JSON text, shared where equal. */
export interface Row {
  /** Position in the columns; -1 once the run config was removed. */
  index: number;
  readonly name: string;
  /** In the order of the measurement; equal sets are the same array. */
  readonly models: readonly string[];
  readonly gpus: readonly string[];
  readonly servers: readonly string[];
  readonly details: RunConfigDetails | undefined;
  /** Share of failed requests, 0 to 1; 0 where nothing is known. */
  readonly errorRate: number;
  readonly genaiPerfText: string;
  readonly perfAnalyzerText: string;
  readonly leftoverText: string | undefined;
}

/** Run configs in the order they came in, their numbers in columns. */
export class RunConfigTable {
  /** By model. */
  readonly perf = new Columns();
  /** By GPU. */
  readonly gpu = new Columns();
  /** By server. */
  readonly server = new Columns();
  readonly #rows: Row[] = [];
  readonly #byName = new Map<string, Row>();
  readonly #sharedTexts = new Map<string, string>();
  readonly #sharedSets = new Map<string, readonly string[]>();
  #version = 0;

  /** In insertion order. */
  get rows(): readonly Row[] {
    return this.#rows;
  }

  /** Changes with every change of the content. */
  get version(): number {
    return this.#version;
  }

  /** The row of this name. */
  row(name: string): Row | undefined {
    return this.#byName.get(name);
  }

  /** Appends a run config, or puts it in the place of the one with its name. */
  set(entry: RunConfigEntry): void {
    const { perfMetrics, gpuMetrics, serverMetrics = {} } = entry.measurement;
    const replaced = this.#byName.get(entry.name);
    const row = this.#rowOf(entry, replaced?.index ?? this.#rows.length);
    if (replaced !== undefined) {
      replaced.index = -1;
      this.perf.clearRow(row.index);
      this.gpu.clearRow(row.index);
      this.server.clearRow(row.index);
    }
    this.#rows[row.index] = row;
    this.#byName.set(row.name, row);
    for (const [model, records] of Object.entries(perfMetrics)) this.perf.setRow(model, row.index, records);
    for (const [gpu, records] of Object.entries(gpuMetrics)) this.gpu.setRow(gpuName(gpu), row.index, records);
    for (const [server, records] of Object.entries(serverMetrics)) this.server.setRow(server, row.index, records);
    if (replaced !== undefined) this.#keepUsedSubjects();
    this.#version++;
  }

  /** Takes a run config out; false when there is none of this name. */
  remove(name: string): boolean {
    const row = this.#byName.get(name);
    if (row === undefined) return false;
    this.perf.removeRow(row.index);
    this.gpu.removeRow(row.index);
    this.server.removeRow(row.index);
    this.#rows.splice(row.index, 1);
    this.#byName.delete(name);
    row.index = -1;
    this.#rows.forEach((other, index) => {
      other.index = index;
    });
    this.#keepUsedSubjects();
    this.#version++;
    return true;
  }

  /** A run config as it came in, apart from records that were not finite. */
  entry(row: Row): RunConfigEntry {
    const { genaiPerfText, perfAnalyzerText, leftoverText, details, name } = row;
    return {
      name,
      genaiPerfParameters: JSON.parse(genaiPerfText),
      perfAnalyzer: JSON.parse(perfAnalyzerText),
      measurement: {
        perfMetrics: this.#records(this.perf, row.models, row.index),
        gpuMetrics: this.#records(this.gpu, row.gpus, row.index),
        ...(row.servers.length > 0 && { serverMetrics: this.#records(this.server, row.servers, row.index) }),
      },
      ...(details && { details }),
      ...(leftoverText !== undefined && { leftover: JSON.parse(leftoverText) }),
    };
  }

  #rowOf(entry: RunConfigEntry, index: number): Row {
    const { name, genaiPerfParameters, perfAnalyzer, measurement, details, leftover } = entry;
    return {
      index,
      name,
      models: this.#sharedSet(Object.keys(measurement.perfMetrics)),
      gpus: this.#sharedSet(Object.keys(measurement.gpuMetrics).map(gpuName)),
      servers: this.#sharedSet(Object.keys(measurement.serverMetrics ?? {})),
      details,
      errorRate: details === undefined ? 0 : errorRate(details.quality),
      genaiPerfText: this.#sharedText(JSON.stringify(genaiPerfParameters)),
      perfAnalyzerText: JSON.stringify(perfAnalyzer satisfies PerfAnalyzerCall),
      leftoverText: leftover && this.#sharedText(JSON.stringify(leftover)),
    };
  }

  #records(columns: Columns, subjects: readonly string[], index: number): Record<string, Record<string, number>> {
    const recordsOf = (subject: string) =>
      columns.tags(subject).flatMap((tag) => {
        const value = columns.value(subject, tag, index);
        return Number.isNaN(value) ? [] : [[tag, value] as const];
      });
    return Object.fromEntries(subjects.map((subject) => [subject, Object.fromEntries(recordsOf(subject))]));
  }

  #sharedText(text: string): string {
    const shared = this.#sharedTexts.get(text);
    if (shared === undefined) this.#sharedTexts.set(text, text);
    return shared ?? text;
  }

  #sharedSet(subjects: readonly string[]): readonly string[] {
    const key = JSON.stringify(subjects);
    const shared = this.#sharedSets.get(key) ?? subjects;
    this.#sharedSets.set(key, shared);
    return shared;
  }

  #keepUsedSubjects(): void {
    this.perf.keepOnly(new Set(this.#rows.flatMap(({ models }) => models)));
    this.gpu.keepOnly(new Set(this.#rows.flatMap(({ gpus }) => gpus)));
    this.server.keepOnly(new Set(this.#rows.flatMap(({ servers }) => servers)));
  }
}

/** The metric's column for a model, a GPU or a server. */
export function columnOf(table: RunConfigTable, subject: string, metric: Metric): Float64Array | undefined {
  return table[metric.family.kind].column(subject, metric.tag);
}

/** Who has the metric in a run config: its models, GPUs or servers. */
export function subjectsOf({ models, gpus, servers }: Omit<Row, 'index'>, { family }: Metric): readonly string[] {
  return { perf: models, gpu: gpus, server: servers }[family.kind];
}

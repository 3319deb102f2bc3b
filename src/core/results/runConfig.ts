import { type GpuTag, type MetricTag, metricOf, type PerfTag, type ServerTag } from '../metrics/tags.js';
import type { Columns } from './columns.js';
import { type ConstraintCheck, checkConstraints, passesConstraints } from './constraintCheck.js';
import type { RunConstraints } from './constraints.js';
import { gpuName } from './gpuName.js';
import type { JsonObject } from './json.js';
import { MetricRecord } from './metricRecord.js';
import { metricValue } from './metricValue.js';
import { ResultsError } from './resultsError.js';
import type { RunConfigDetails } from './runConfigDetails.js';
import type { PerfAnalyzerCall } from './runConfigEntry.js';
import type { Row, RunConfigTable } from './runConfigTable.js';

/** Performance records of one model, in table order. */
export type PerfRecords = readonly MetricRecord<PerfTag>[];

/** Telemetry records of one GPU, in table order. */
export type GpuRecords = readonly MetricRecord<GpuTag>[];

/** Records that one server told of itself, in table order. */
export type ServerRecords = readonly MetricRecord<ServerTag>[];

/** What a run config asks the results it belongs to. */
export interface RunConfigOwner {
  readonly table: RunConfigTable;
  /** Score (see `RunConfig.score`) and demotions of a row. */
  standingOf(row: Row): { readonly score: number | undefined; readonly demotions: readonly string[] };
  /** The constraints that were set there. */
  readonly constraints: RunConstraints | undefined;
}

/** Names a metric of a run config: by model where there are several, and by GPU or averaged over them. */
export interface MetricChoice {
  readonly tag: MetricTag;
  /** May be left out for run configs of one model. */
  readonly model?: string | undefined;
  /** Absent: the mean of all GPUs that have the metric. */
  readonly gpu?: string | undefined;
  /** Absent: the mean of all servers that have the metric. */
  readonly server?: string | undefined;
}

/** One measured scenario: a view on its results. It knows no numbers of its own. */
export class RunConfig {
  readonly #owner: RunConfigOwner;
  readonly #row: Row;

  /** Made by `Results`; there is no need to make one. */
  constructor(owner: RunConfigOwner, row: Row) {
    this.#owner = owner;
    this.#row = row;
  }

  /** `gpt2_run_config_0`. */
  get name(): string {
    return this.#row.name;
  }

  /** Its models, the one that names it first. */
  get models(): readonly string[] {
    return this.#row.models;
  }

  /** Its GPUs: `gpu0`, `gpu1` …; empty without telemetry. */
  get gpus(): readonly string[] {
    return this.#row.gpus;
  }

  /** Servers whose metrics page was read, such as `localhost:8000`; empty without. */
  get servers(): readonly string[] {
    return this.#row.servers;
  }

  /** Identity, load, quality and origin; undefined for run configs that genai-perf measured. */
  get details(): RunConfigDetails | undefined {
    return this.#row.details;
  }

  /** What measured it, with its version: `builtin 0.1.0`, `aiperf 0.13.0`; `genai-perf` for its own checkpoints. */
  get engine(): string {
    const { details } = this;
    return details === undefined ? 'genai-perf' : `${details.engine} ${details.engineVersion}`;
  }

  /** By the current objectives: 0 is average, 0.69 is twice as good; undefined when a metric that counts is missing. */
  get score(): number | undefined {
    return this.#owner.standingOf(this.#row).score;
  }

  /** Why it ranks below all others, one sentence each; empty when it does not. */
  get demotions(): readonly string[] {
    return this.#owner.standingOf(this.#row).demotions;
  }

  /** Endpoint, input, tokenizer and swept values as genai-perf writes them. A fresh object at each call. */
  getGenaiPerfParameters(): JsonObject {
    return JSON.parse(this.#row.genaiPerfText);
  }

  /** Load by name: `{ concurrency: 8 }`. A fresh object at each call. */
  getPerfAnalyzerParameters(): JsonObject {
    return this.#perfAnalyzer().parameters;
  }

  /** The load's command in the words of perf_analyzer, program first. */
  getPerfAnalyzerCommand(): readonly string[] {
    return this.#perfAnalyzer().cliArgs;
  }

  /** GPU → its records. */
  getAllGpuMetrics(): Readonly<Record<string, GpuRecords>> {
    const recordsOf = (gpu: string) => [gpu, this.#records<GpuTag>(this.#owner.table.gpu, gpu)] as const;
    return Object.fromEntries(this.gpus.map(recordsOf));
  }

  /** Server → its records. */
  getAllServerMetrics(): Readonly<Record<string, ServerRecords>> {
    const recordsOf = (server: string) => [server, this.#records<ServerTag>(this.#owner.table.server, server)] as const;
    return Object.fromEntries(this.servers.map(recordsOf));
  }

  /** Model → its records. */
  getAllPerfMetrics(): Readonly<Record<string, PerfRecords>> {
    return Object.fromEntries(this.models.map((model) => [model, this.getModelPerfMetrics(model)]));
  }

  /** Empty for a model that is not in this run config. */
  getModelPerfMetrics(model: string): PerfRecords {
    return this.#records<PerfTag>(this.#owner.table.perf, model);
  }

  /**
   * Undefined when not measured.
   * @throws {UnknownTagError}
   */
  getModelPerfMetric<Tag extends PerfTag>(model: string, tag: Tag): MetricRecord<Tag> | undefined {
    return this.#record(this.#owner.table.perf, model, tag);
  }

  /**
   * In display units; undefined when not measured.
   * @throws {UnknownTagError}
   */
  getModelPerfMetricValue(model: string, tag: PerfTag): number | undefined {
    return this.getModelPerfMetric(model, tag)?.value;
  }

  /**
   * Undefined when not measured.
   * @param gpu `gpu0`, or genai-perf's bare `0`
   * @throws {UnknownTagError}
   */
  getGpuMetric<Tag extends GpuTag>(gpu: string | number, tag: Tag): MetricRecord<Tag> | undefined {
    return this.#record(this.#owner.table.gpu, gpuName(gpu), tag);
  }

  /**
   * In display units; undefined when not measured.
   * @param gpu `gpu0`, or genai-perf's bare `0`
   * @throws {UnknownTagError}
   */
  getGpuMetricValue(gpu: string | number, tag: GpuTag): number | undefined {
    return this.getGpuMetric(gpu, tag)?.value;
  }

  /**
   * In display units; undefined when not measured.
   * @param server as in `servers`
   * @throws {UnknownTagError}
   */
  getServerMetricValue(server: string, tag: ServerTag): number | undefined {
    return this.#record(this.#owner.table.server, server, tag)?.value;
  }

  /**
   * Any metric in display units, of one GPU or server or averaged over all; undefined when not measured.
   * @throws {UnknownTagError | ResultsError} also when the model is left out and there are several
   */
  getMetricValue({ tag, model, gpu, server }: MetricChoice): number | undefined {
    const metric = metricOf(tag);
    if (metric.family.kind === 'gpu' && gpu !== undefined) return this.getGpuMetricValue(gpu, tag as GpuTag);
    if (metric.family.kind === 'server' && server !== undefined)
      return this.getServerMetricValue(server, tag as ServerTag);
    if (metric.family.kind === 'perf' && model === undefined && this.models.length > 1)
      throw new ResultsError(`${tag}: say of which model, ${this.models.join(' or ')}`);
    const value = metricValue(this.#owner.table, this.#row, { model: model ?? this.models[0] ?? '', metric });
    return Number.isNaN(value) ? undefined : value;
  }

  /**
   * Whether it keeps the limits of its models; true without any.
   * @param constraints those that were set for the results when left out
   */
  isPassingConstraints(constraints = this.#owner.constraints): boolean {
    return constraints === undefined || passesConstraints(this.#owner.table, this.#row, constraints);
  }

  /**
   * How it stands to each limit of its models.
   * @param constraints those that were set for the results when left out
   */
  checkConstraints(constraints = this.#owner.constraints): readonly ConstraintCheck[] {
    return constraints === undefined ? [] : checkConstraints(this.#owner.table, this.#row, constraints);
  }

  #perfAnalyzer(): PerfAnalyzerCall {
    return JSON.parse(this.#row.perfAnalyzerText);
  }

  #record<Tag extends MetricTag>(columns: Columns, subject: string, tag: Tag): MetricRecord<Tag> | undefined {
    metricOf(tag);
    const rawValue = columns.value(subject, tag, this.#row.index);
    return Number.isNaN(rawValue) ? undefined : new MetricRecord(tag, rawValue);
  }

  #records<Tag extends MetricTag>(columns: Columns, subject: string): MetricRecord<Tag>[] {
    return columns.tags(subject).flatMap((tag) => this.#record(columns, subject, tag as Tag) ?? []);
  }
}

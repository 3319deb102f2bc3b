import { type MetricTag, metricOf } from '../metrics/tags.js';
import type { Columns } from './columns.js';
import { passesConstraints } from './constraintCheck.js';
import type { RunConstraints } from './constraints.js';
import { demotionsOf, type Explanation, explain, type Ranked } from './explanation.js';
import { gpuName } from './gpuName.js';
import {
  checkModels,
  checkModelWeights,
  checkObjectives,
  type GpuMetricObjectives,
  type ModelWeights,
  type PerfMetricObjectives,
  type ServerMetricObjectives,
} from './objectives.js';
import { rank } from './ranking.js';
import { ObjectiveError, UnknownRunConfigError } from './resultsError.js';
import { initialSettings, type ResultsSettings, rulesOf } from './resultsSettings.js';
import { RunConfig, type RunConfigOwner } from './runConfig.js';
import type { RunConfigEntry } from './runConfigEntry.js';
import { columnOf, type Row, type RunConfigTable } from './runConfigTable.js';
import { SignedLogs } from './signedLogs.js';

/** Run configs of a table, best first by objectives of its own. The numbers stay in the table; nothing is copied. */
export class ResultsView {
  protected readonly table: RunConfigTable;
  /** Undefined for all rows, whatever is added later. */
  readonly #subset: ReadonlySet<Row> | undefined;
  readonly #views = new WeakMap<Row, RunConfig>();
  readonly #owner: RunConfigOwner;
  readonly #logs: SignedLogs;
  #settings: ResultsSettings;
  #lastOrder: { readonly version: number; readonly order: readonly Row[] } | undefined;
  #ranked: (Ranked & { readonly version: number; readonly runConfigs: readonly RunConfig[] }) | undefined;

  protected constructor(
    table: RunConfigTable,
    from?: { readonly subset: ReadonlySet<Row>; readonly settings: ResultsSettings },
  ) {
    this.table = table;
    this.#subset = from?.subset;
    this.#settings = from?.settings ?? initialSettings;
    this.#owner = this.#makeOwner();
    this.#logs = new SignedLogs(table);
  }

  /** Best first; ties, and all of them while nothing is ranked, in insertion order. */
  get runConfigs(): readonly RunConfig[] {
    return this.#rank().runConfigs;
  }

  /** In the order they were added. */
  get inInsertionOrder(): readonly RunConfig[] {
    return this.#rows().map((row) => this.#runConfig(row));
  }

  /** Number of run configs. */
  get size(): number {
    return this.#subset === undefined ? this.table.rows.length : this.#rows().length;
  }

  /** Models of any run config, in insertion order. */
  get models(): readonly string[] {
    return this.table.perf.subjects;
  }

  /** GPUs of any run config, in insertion order. */
  get gpus(): readonly string[] {
    return this.table.gpu.subjects;
  }

  /** Servers of any run config, in insertion order. */
  get servers(): readonly string[] {
    return this.table.server.subjects;
  }

  /** Everything that is known, in insertion order, made one at a time: iterate, do not collect. */
  get entries(): Iterable<RunConfigEntry> {
    const { table } = this;
    const rows = () => this.#rows();
    return {
      *[Symbol.iterator]() {
        for (const row of rows()) yield table.entry(row);
      },
    };
  }

  /** The run config of this name; undefined when there is none. */
  get(name: string): RunConfig | undefined {
    const row = this.table.row(name);
    return row !== undefined && (this.#subset?.has(row) ?? true) ? this.#runConfig(row) : undefined;
  }

  /** What `setConstraints` set; undefined without. */
  get constraints(): RunConstraints | undefined {
    return this.#settings.constraints;
  }

  /**
   * Tags that at least one run config has a value of, in table order.
   * @param subject a model for performance tags, a GPU for GPU tags, a server for its own
   */
  measuredTags(subject: string): readonly MetricTag[] {
    const rows = this.#rows();
    const tagsOf = (columns: Columns, of: string) =>
      columns.tags(of).filter((tag) => {
        const column = columns.column(of, tag)!;
        return rows.some(({ index }) => !Number.isNaN(column[index]));
      });
    return [
      ...tagsOf(this.table.perf, subject),
      ...tagsOf(this.table.gpu, gpuName(subject)),
      ...tagsOf(this.table.server, subject),
    ];
  }

  /**
   * One metric of all run configs in raw units, in insertion order, NaN where not measured. A copy.
   * @param subject a model for performance tags, a GPU for GPU tags, a server for its own
   */
  column(subject: string, tag: MetricTag): Float64Array {
    const metric = metricOf(tag);
    const column = columnOf(this.table, metric.family.kind === 'gpu' ? gpuName(subject) : subject, metric);
    return Float64Array.from(this.#rows(), ({ index }) => column?.[index] ?? Number.NaN);
  }

  /**
   * Ranks by these performance metrics, in place of the earlier ones. As soon as there is any performance, GPU
   * or server objective, the default (request throughput) does not count; `{}` takes them back.
   * @throws {UnknownTagError | ObjectiveError | UnknownModelError}
   */
  setPerfMetricObjectives(objectives: PerfMetricObjectives): void {
    checkObjectives(objectives, 'perf');
    checkModels(Object.keys(objectives), this.models);
    this.#change({ perfObjectives: structuredClone(objectives) });
  }

  /**
   * The same for GPU metrics. Weights count together with those of the performance objectives of the model.
   * @throws {UnknownTagError | ObjectiveError | UnknownModelError}
   */
  setGpuMetricObjectives(objectives: GpuMetricObjectives): void {
    checkObjectives(objectives, 'gpu');
    checkModels(Object.keys(objectives), this.models);
    this.#change({ gpuObjectives: structuredClone(objectives) });
  }

  /**
   * The same for what servers told of themselves.
   * @throws {UnknownTagError | ObjectiveError | UnknownModelError}
   */
  setServerMetricObjectives(objectives: ServerMetricObjectives): void {
    checkObjectives(objectives, 'server');
    checkModels(Object.keys(objectives), this.models);
    this.#change({ serverObjectives: structuredClone(objectives) });
  }

  /**
   * How much each model's objectives count; models that are not named count 1.
   * @throws {ObjectiveError | UnknownModelError}
   */
  setModelWeighting(weights: ModelWeights): void {
    const modelWeights = checkModelWeights(weights);
    checkModels(modelWeights.keys(), this.models);
    if (this.models.length > 0 && this.models.every((model) => modelWeights.get(model) === 0))
      throw new ObjectiveError('every model weighs 0: give at least one a weight above 0');
    this.#change({ modelWeights });
  }

  /**
   * Share of failed requests (0 to 1) above which a run config ranks below all others.
   * @throws {ObjectiveError}
   */
  setErrorRateLimit(errorRateLimit: number): void {
    if (!(errorRateLimit >= 0 && errorRateLimit <= 1))
      throw new ObjectiveError(`the limit for failed requests must be between 0 and 1, and is ${errorRateLimit}`);
    this.#change({ errorRateLimit });
  }

  /**
   * What `getResultsPassingConstraints` keeps and `RunConfig.isPassingConstraints` tells; undefined for no constraints.
   * @throws {UnknownModelError}
   */
  setConstraints(constraints: RunConstraints | undefined): void {
    if (constraints !== undefined) checkModels(constraints.byModel.keys(), this.models);
    this.#change({ constraints });
  }

  /** The run configs that keep all constraints, now, ranked as here. */
  getResultsPassingConstraints(): ResultsView {
    return this.#filtered((row) => this.#passes(row));
  }

  /** The run configs that break a constraint, now, ranked as here. */
  getResultsFailingConstraints(): ResultsView {
    return this.#filtered((row) => !this.#passes(row));
  }

  /**
   * What each objective gave a run config, and what puts it before the next one.
   * @param before another run config to compare it with instead
   * @throws {UnknownRunConfigError}
   */
  explain(name: string, before?: string): Explanation {
    const ranked = this.#rank();
    const positionOf = (wanted: string) => {
      const position = ranked.ranking.order.findIndex((row) => row.name === wanted);
      if (position !== -1) return position;
      const known = this.#rows().map((row) => row.name);
      throw new UnknownRunConfigError(wanted, known);
    };
    return explain(ranked, positionOf(name), before === undefined ? undefined : positionOf(before));
  }

  #rows(): readonly Row[] {
    const { rows } = this.table;
    return this.#subset === undefined ? rows : rows.filter((row) => this.#subset?.has(row));
  }

  #runConfig(row: Row): RunConfig {
    let runConfig = this.#views.get(row);
    if (runConfig === undefined) {
      runConfig = new RunConfig(this.#owner, row);
      this.#views.set(row, runConfig);
    }
    return runConfig;
  }

  #makeOwner(): RunConfigOwner {
    const constraints = () => this.#settings.constraints;
    return {
      table: this.table,
      standingOf: (row) => this.#standing(row),
      get constraints() {
        return constraints();
      },
    };
  }

  #standing(row: Row) {
    if (row.index < 0) return { score: undefined, demotions: [] };
    const ranked = this.#rank();
    const score = ranked.ranking.scores[row.index]!;
    return { score: Number.isNaN(score) ? undefined : score, demotions: demotionsOf(ranked, row) };
  }

  #passes(row: Row): boolean {
    const { constraints } = this.#settings;
    return constraints === undefined || passesConstraints(this.table, row, constraints);
  }

  #filtered(keep: (row: Row) => boolean): ResultsView {
    return new ResultsView(this.table, { subset: new Set(this.#rows().filter(keep)), settings: this.#settings });
  }

  #change(settings: Partial<ResultsSettings>): void {
    this.#settings = { ...this.#settings, ...settings };
    this.#ranked = undefined;
  }

  #rank() {
    const { version } = this.table;
    if (this.#ranked?.version === version) return this.#ranked;
    const rules = rulesOf(this.#settings, this.models);
    const start = this.#lastOrder?.version === version ? this.#lastOrder.order : this.table.rows;
    const all = rank({ table: this.table, rules, logs: this.#logs, start });
    this.#lastOrder = { version, order: all.order };
    const order = this.#subset === undefined ? all.order : all.order.filter((row) => this.#subset?.has(row));
    const ranking = { ...all, order };
    const runConfigs = order.map((row) => this.#runConfig(row));
    this.#ranked = { version, table: this.table, rules, ranking, runConfigs };
    return this.#ranked;
  }
}

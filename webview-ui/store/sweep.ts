import { isMetricTag, type MetricTag } from '../../src/core/metrics/tags.js';
import { ColumnResults } from '../../src/core/results/columnResults.js';
import type { RunConfig } from '../../src/core/results/runConfig.js';
import type { ColumnData, ResultsContent, UnmeasuredScenario } from '../../src/protocol/pageContent.js';
import { t } from '../words/l10n.js';
import { settingNumber } from '../words/numbers.js';
import { parameterName } from '../words/parameterNames.js';

/** A flag of a run config: short, and as a sentence. */
export interface Flag {
  readonly label: string;
  readonly text: string;
}

/** The content of a checkpoint, ready to be ranked by the library. */
export class Sweep {
  readonly content: ResultsContent;
  readonly results: ColumnResults;
  readonly #rowByName: ReadonlyMap<string, number>;
  readonly #flags = new Map<number, Flag[]>();
  readonly #measured: ReadonlyMap<string, ReadonlySet<string>>;
  readonly #namePrefix: string;
  /** Whether all of them can be called `run 4`. */
  readonly hasShortNames: boolean;

  /** @param content stays as it is; its columns are shared */
  constructor(content: ResultsContent) {
    const { rows, columns } = content;
    this.content = content;
    this.results = new ColumnResults(
      rows.names.map((name, row) => ({
        name,
        models: rows.modelSets[rows.modelSetOfRow[row]!]!,
        gpus: rows.gpuSets[rows.gpuSetOfRow[row]!]!,
        servers: rows.serverSets[rows.serverSetOfRow[row]!]!,
        errorRate: rows.errorRates[row]!,
      })),
    );
    this.results.setErrorRateLimit(content.errorRateLimit);
    this.addColumns(columns);
    this.#rowByName = new Map(rows.names.map((name, row) => [name, row]));
    for (const { row, ...flag } of rows.flags) this.#flags.set(row, [...(this.#flags.get(row) ?? []), flag]);
    this.#measured = new Map(content.measuredTags.map(({ subject, tags }) => [subject, new Set(tags)]));
    this.#namePrefix = commonPrefix(rows.names);
    this.hasShortNames = rows.names.every((name) => this.shortNameOf({ name }).length < 12);
  }

  /** Columns that came later. */
  addColumns(columns: readonly ColumnData[]): void {
    this.results.addColumns(columns.flatMap(({ tag, ...rest }) => (isMetricTag(tag) ? [{ tag, ...rest }] : [])));
  }

  /** Whether any run config has this metric of a model or GPU. */
  isMeasured(subject: string, tag: string): boolean {
    return this.#measured.get(subject)?.has(tag) ?? false;
  }

  /** Whether any model or GPU has this metric. */
  isMeasuredAnywhere(tag: string): boolean {
    return [...this.#measured.values()].some((tags) => tags.has(tag));
  }

  /** Columns of these metrics that exist and are not here yet. */
  missingColumns(tags: Iterable<string>): { readonly subject: string; readonly tag: MetricTag }[] {
    const wanted = [...new Set(tags)].filter(isMetricTag);
    return [...this.#measured].flatMap(([subject, measured]) =>
      wanted
        .filter((tag) => measured.has(tag) && !this.results.hasColumn(subject, tag))
        .map((tag) => ({ subject, tag })),
    );
  }

  /** Position in the content's rows. */
  rowOf({ name }: Pick<RunConfig, 'name'>): number {
    return this.#rowByName.get(name)!;
  }

  /** What a reader must know before believing a run config. */
  flagsOf(runConfig: RunConfig): readonly Flag[] {
    return this.#flags.get(this.rowOf(runConfig)) ?? [];
  }

  /** Whether more than one program has measured; its version does not count. */
  get hasSeveralEngines(): boolean {
    return new Set(this.content.rows.engines.map((engine) => engine.split(' ')[0])).size > 1;
  }

  /** What measured a run config, with its version. */
  engineOf(runConfig: RunConfig): string {
    return this.content.rows.engines[this.rowOf(runConfig)]!;
  }

  /** What was set, NaN where unknown. */
  parameterOf(runConfig: RunConfig, name: string): number {
    return this.#parameter(name)?.values[this.rowOf(runConfig)] ?? Number.NaN;
  }

  /** A run config as people think of it: `concurrency 16`. Where nothing was swept, its name. */
  labelOf(runConfig: RunConfig): string {
    const swept = this.content.sweptParameters.map((name) => ({ name, value: this.parameterOf(runConfig, name) }));
    return sweptLabel(swept) || this.shortNameOf(runConfig);
  }

  /** `run 4` for `gpt2_run_config_4`; the whole name where run configs are named after different models. */
  shortNameOf({ name }: Pick<RunConfig, 'name'>): string {
    const number = name.slice(this.#namePrefix.length);
    return this.#namePrefix.endsWith('_run_config_') && /^\d+$/.test(number) ? t('run {0}', number) : name;
  }

  #parameter(name: string) {
    return this.content.rows.parameters.find((parameter) => parameter.name === name);
  }
}

/** `concurrency 16 · ISL 200`. */
function sweptLabel(swept: UnmeasuredScenario['swept']): string {
  return swept
    .filter(({ value }) => !Number.isNaN(value))
    .map(({ name, value }) => `${parameterName(name).word} ${settingNumber(value)}`)
    .join(' · ');
}

function commonPrefix(names: readonly string[]): string {
  const prefixes = new Set(names.map((name) => name.replace(/\d+$/, '')));
  return prefixes.size === 1 ? [...prefixes][0]! : '';
}

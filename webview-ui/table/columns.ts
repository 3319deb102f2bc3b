import { html, nothing, type TemplateResult } from 'lit';
import { formatNumber, metricTitle } from '../../src/core/metrics/format.js';
import { isMetricTag, type Metric, metricOf } from '../../src/core/metrics/tags.js';
import type { ConstraintCheck } from '../../src/core/results/constraintCheck.js';
import { icon } from '../components/icons.js';
import type { RankedSweep } from '../store/rankedSweep.js';
import { t } from '../words/l10n.js';
import { demotionSentences, limitSentence, missText } from '../words/limits.js';
import { shortTitle } from '../words/metricTitles.js';
import { cellNumber, settingNumber, signedNumber } from '../words/numbers.js';
import { parameterName } from '../words/parameterNames.js';
import type { TableColumn } from './tableColumn.js';
import type { MeasuredItem } from './tableItem.js';

/** Constraint checks of the rows that are looked at, made once each. */
type Checks = (item: MeasuredItem) => readonly ConstraintCheck[];

/** Columns of the performance table. */
export function performanceColumns(ranked: RankedSweep): TableColumn[] {
  const { sweep, view } = ranked;
  const { sweptParameters, unmeasured } = sweep.content;
  const isSwept = ({ id }: TableColumn) =>
    sweptParameters.includes(id) || unmeasured.some(({ swept }) => swept.some(({ name }) => name === id));
  const model: TableColumn = {
    ...words('model', t('Model'), ({ subject }) => subject),
    widthPx: 150,
  };
  const engine: TableColumn = {
    ...words('engine', t('Engine'), ({ runConfig }) => sweep.engineOf(runConfig)),
    widthPx: 140,
  };
  return [
    rankColumn(ranked),
    scenarioColumn(ranked),
    ...(sweep.content.models.length > 1 ? [model] : []),
    ...(view.mode === 'balanced' ? [scoreColumn(ranked)] : []),
    ...parameterColumns(ranked).filter(isSwept),
    // Engines measure alike, but not equally well.
    ...(sweep.hasSeveralEngines ? [engine] : []),
    ...metricColumns(ranked, 'perf'),
    ...parameterColumns(ranked).filter((column) => !isSwept(column)),
    flagsColumn(ranked),
  ];
}

/** Columns of the GPU table, or of that of the servers. */
export function deviceColumns(ranked: RankedSweep, kind: 'gpu' | 'server'): TableColumn[] {
  const name = kind === 'gpu' ? 'GPU' : t('Server');
  const swept = parameterColumns(ranked).filter(({ id }) => ranked.sweep.content.sweptParameters.includes(id));
  return [
    rankColumn(ranked),
    scenarioColumn(ranked),
    { ...words(kind, name, ({ subject }) => subject), widthPx: kind === 'gpu' ? 70 : 220 },
    ...swept,
    ...metricColumns(ranked, kind),
  ];
}

/** Where a view keeps the columns that were chosen, by what they measure. */
const columnsKeys = { perf: 'performanceColumns', gpu: 'gpuColumns', server: 'serverColumns' } as const;

/** What a row stands for beside its run config, by what its metrics measure. */
const subjectKeys = { perf: 'model', gpu: 'gpu', server: 'server' } as const;

/** The metrics that were chosen; before them those that rank or limit and were not. */
function metricColumns({ view, sweep }: RankedSweep, kind: keyof typeof columnsKeys): TableColumn[] {
  const checks = checksOf();
  const chosen = view[columnsKeys[kind]];
  const limited = new Set(view.constraints.map(({ tag }) => tag));
  const used = [...view.objectives.map(({ tag }) => tag), ...limited];
  const tags = new Set([...used.filter((tag) => !chosen.includes(tag)), ...chosen]);
  return [...tags]
    .filter(isMetricTag)
    .filter((tag) => metricOf(tag).family.kind === kind && sweep.isMeasuredAnywhere(tag))
    .map((tag) => metricColumn(metricOf(tag), { checks, isLimited: limited.has(tag) }));
}

interface ColumnContext {
  readonly checks: Checks;
  /** Leaves room to say by how much a limit is broken. */
  readonly isLimited: boolean;
}

function metricColumn(metric: Metric, { checks, isLimited }: ColumnContext): TableColumn {
  const { tag, family } = metric;
  const subjectKey = subjectKeys[family.kind];
  const value = ({ runConfig, subject }: MeasuredItem) => runConfig.getMetricValue({ tag, [subjectKey]: subject });
  const missed = (item: MeasuredItem) =>
    checks(item).find((check) => !check.passes && check.tag === tag && item.subject === check[subjectKey]);
  const title = shortTitle(metric);
  return {
    id: tag,
    title,
    unit: family.unit,
    fullTitle: metricTitle(metric),
    widthPx: Math.max(isLimited ? 172 : 112, 28 + 8 * Math.max(title.length, family.unit.length + 2)),
    align: 'right',
    startsDescending: family.direction === 'higher',
    sortValue: value,
    text: (item) => formatNumber(value(item)),
    cell: (item) => metricCell(value(item), missed(item)),
  };
}

function metricCell(value: number | undefined, missed: ConstraintCheck | undefined): TemplateResult | string {
  const number =
    value === undefined ? html`<span class="muted" title=${t('not measured')}>–</span>` : cellNumber(value);
  if (missed === undefined) return typeof number === 'string' ? number : html`${number}`;
  const sign = missed.operator.startsWith('<') ? '+' : '−';
  const by = value === undefined ? t('not measured') : `${sign}${missText(missed)}`;
  return html`<span class="miss" title=${limitSentence(missed)}>${icon('cross', 'bad')}<span class="only-read">${t('breaks its limit by')} </span>${by}</span> ${number}`;
}

function rankColumn({ rankOf }: RankedSweep): TableColumn {
  return {
    id: 'rank',
    title: '#',
    unit: '',
    fullTitle: t('Rank'),
    widthPx: 48,
    align: 'right',
    startsDescending: false,
    sortValue: ({ rank, runConfig }) => rank ?? rankOf.size + 1 + Number(runConfig.demotions.length > 0),
    text: ({ rank }) => (rank === null ? '' : String(rank)),
    cell: ({ rank }) => (rank === null ? html`<span title=${t('breaks a constraint')}>–</span>` : settingNumber(rank)),
  };
}

function scenarioColumn({ sweep }: RankedSweep): TableColumn {
  return {
    ...words('scenario', t('Scenario'), ({ runConfig }) => sweep.shortNameOf(runConfig)),
    text: ({ runConfig }) => runConfig.name,
    cell: ({ runConfig }) => {
      const flags = sweep.flagsOf(runConfig);
      const name = html`<span class="ellipsis" title=${runConfig.name}>${sweep.shortNameOf(runConfig)}</span>`;
      if (flags.length === 0) return name;
      const tip = flags.map(({ text }) => text).join('\n');
      return html`${name}<span title=${tip}>${icon('warning', 'caution')}<span class="only-read">${t('flagged')}</span></span>`;
    },
    fullTitle: t('Config Name'),
    widthPx: sweep.hasShortNames ? 176 : 260,
  };
}

function scoreColumn({ scores, sweep }: RankedSweep): TableColumn {
  const share = (score: number) =>
    scores === undefined || scores.highest === scores.lowest
      ? 1
      : (score - scores.lowest) / (scores.highest - scores.lowest);
  return {
    id: 'score',
    title: t('Score'),
    unit: '',
    fullTitle: t('Score'),
    widthPx: 124,
    align: 'right',
    startsDescending: true,
    sortValue: ({ runConfig }) => runConfig.score,
    text: ({ runConfig: { score } }) => (score === undefined ? '' : String(Number(score.toFixed(4)))),
    cell: ({ runConfig }) => {
      const { score } = runConfig;
      const demotions = demotionSentences(sweep, runConfig);
      if (score === undefined)
        return html`<span class="muted" title=${demotions.join('; ')}>${icon('warning', 'caution')} ${t('none')}</span>`;
      const width = `inline-size: ${(2 + 46 * share(score)).toFixed(1)}px`;
      const demoted =
        demotions.length > 0 ? html`<span title=${demotions.join('; ')}>${icon('warning', 'caution')}</span>` : nothing;
      return html`<span class="bar score-bar" .style=${width}></span>${demoted}<span class="score">${signedNumber(score)}</span>`;
    },
  };
}

function parameterColumns({ sweep }: RankedSweep): TableColumn[] {
  const { rows, unmeasured } = sweep.content;
  const unmeasuredNames = unmeasured.flatMap(({ swept }) => swept.map(({ name }) => name));
  const names = new Set([...rows.parameters.map(({ name }) => name), ...unmeasuredNames]);
  return Array.from(names, (name) => {
    const { short, word, unit = '' } = parameterName(name);
    const value = ({ runConfig }: MeasuredItem) => sweep.parameterOf(runConfig, name);
    return {
      id: name,
      title: short,
      unit,
      fullTitle: unit === '' ? word : `${word} (${unit})`,
      widthPx: unit === '' ? 80 : 108,
      align: 'right',
      startsDescending: false,
      parameter: name,
      sortValue: (item) => (Number.isNaN(value(item)) ? undefined : value(item)),
      text: (item) => (Number.isNaN(value(item)) ? '' : String(value(item))),
      cell: (item) => settingNumber(value(item)),
    };
  });
}

function flagsColumn({ sweep }: RankedSweep): TableColumn {
  const labels = ({ runConfig }: MeasuredItem) =>
    sweep
      .flagsOf(runConfig)
      .map(({ label }) => label)
      .join(', ');
  return {
    ...words('flags', t('Flags'), labels),
    sortValue: (item) => labels(item) || undefined,
    widthPx: 170,
    cell: ({ runConfig }) => {
      const flags = sweep.flagsOf(runConfig);
      if (flags.length === 0) return '';
      const text = flags.map((flag) => flag.text).join('\n');
      return html`<span class="ellipsis" title=${text}>${icon('warning', 'caution')} ${flags.map(({ label }) => label).join(', ')}</span>`;
    },
  };
}

function words(id: string, title: string, text: (item: MeasuredItem) => string): Omit<TableColumn, 'widthPx'> {
  return {
    id,
    title,
    unit: '',
    fullTitle: title,
    align: 'left',
    startsDescending: false,
    sortValue: text,
    text,
    cell: (item) => html`<span class="ellipsis" title=${text(item)}>${text(item)}</span>`,
  };
}

function checksOf(): Checks {
  const known = new Map<string, readonly ConstraintCheck[]>();
  return ({ runConfig }) => {
    const checks = known.get(runConfig.name) ?? runConfig.checkConstraints();
    known.set(runConfig.name, checks);
    return checks;
  };
}

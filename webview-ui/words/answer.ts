import { metricOf } from '../../src/core/metrics/tags.js';
import type { ConstraintCheck } from '../../src/core/results/constraintCheck.js';
import type { RunConfig } from '../../src/core/results/runConfig.js';
import { closestRunConfig } from '../../src/core/results/tiers.js';
import type { RankedSweep } from '../store/rankedSweep.js';
import type { Flag } from '../store/sweep.js';
import { t } from './l10n.js';
import { demotionSentences, missText } from './limits.js';
import { shortTitle } from './metricTitles.js';
import { percentText, sentenceNumber } from './numbers.js';

/** A figure of the best run config. */
export interface Figure {
  /** `p99 TTFT`; with the model where there are several. */
  readonly title: string;
  /** `182`, or empty when not measured. */
  readonly value: string;
  readonly unit: string;
  /** `limit 200, 9 % to spare`; null without a limit. */
  readonly limit: string | null;
}

/** What puts the best before the second, per objective. */
export interface Difference {
  readonly title: string;
  /** In score; above 0 speaks for the best. */
  readonly difference: number;
}

/** The question that a person comes with, answered. */
export type Answer =
  | {
      readonly kind: 'best';
      readonly runConfig: RunConfig;
      readonly label: string;
      readonly figures: readonly Figure[];
      /** Why it is the best: a sentence, and differences to the second where they tell it. */
      readonly reason: string;
      readonly differences: readonly Difference[];
      /** Reasons to doubt it. */
      readonly doubts: readonly Flag[];
    }
  | { readonly kind: 'none passes'; readonly runConfig: RunConfig | null; readonly sentence: string }
  | { readonly kind: 'nothing measured'; readonly planned: number; readonly failed: number };

/** Answers from ranked results. */
export function answerOf(ranked: RankedSweep): Answer {
  const { sweep, passing } = ranked;
  const [best] = passing;
  if (best !== undefined) return bestAnswer(ranked, best);
  if (ranked.failing.length > 0) return nonePasses(ranked);
  const { unmeasured } = sweep.content;
  const failed = unmeasured.filter(({ failure }) => failure !== null).length;
  return { kind: 'nothing measured', planned: unmeasured.length - failed, failed };
}

/** The same as one sentence, for screen readers. */
export function answerSentence(answer: Answer): string {
  if (answer.kind === 'none passes') return answer.sentence;
  if (answer.kind === 'nothing measured') return t('Nothing has been measured yet.');
  const figures = answer.figures.map(({ title, value, unit, limit }) =>
    [`${title} ${value || t('not measured')} ${value && unit}`, limit].filter(Boolean).join(', '),
  );
  return `${t('Best:')} ${answer.label}. ${figures.join('; ')}. ${answer.reason}`;
}

function bestAnswer(ranked: RankedSweep, best: RunConfig): Answer {
  const { sweep } = ranked;
  return {
    kind: 'best',
    runConfig: best,
    label: sweep.labelOf(best),
    figures: figuresOf(ranked, best),
    ...reasonOf(ranked, best),
    doubts: [
      ...demotionSentences(sweep, best).map((text) => ({ label: t('ranks last'), text })),
      ...sweep.flagsOf(best),
    ],
  };
}

const usualTags = [
  'time_to_first_token_p99',
  'request_latency_p99',
  'image_latency_p99',
  'output_token_throughput_avg',
  'request_throughput_avg',
];
const figureCount = 4;

/** First what is limited, then what ranks, then what everybody asks for. */
function figuresOf({ sweep, view }: RankedSweep, best: RunConfig): Figure[] {
  const checks = best.checkConstraints();
  const [model = ''] = best.models;
  const isLimited = (tag: string) => checks.some((check) => check.tag === tag);
  const others = [...view.objectives.map(({ tag }) => tag), ...usualTags]
    .filter((tag, index, all) => all.indexOf(tag) === index && !isLimited(tag))
    .filter((tag) => sweep.isMeasuredAnywhere(tag));
  const named = (title: string, of: string | undefined) => (of === undefined ? title : t('{0} of {1}', title, of));
  const severalModels = best.models.length > 1;
  const limited = checks.map((check) => ({
    title: named(shortTitle(metricOf(check.tag)), check.gpu ?? (severalModels ? check.model : undefined)),
    value: check.value === undefined ? '' : sentenceNumber(check.value),
    unit: check.unit,
    limit: limitText(check),
  }));
  const free = others.map((tag) => {
    const metric = metricOf(tag);
    const value = best.getMetricValue({ tag: metric.tag, model });
    return {
      title: named(shortTitle(metric), severalModels && metric.family.kind === 'perf' ? model : undefined),
      value: value === undefined ? '' : sentenceNumber(value),
      unit: metric.family.unit,
      limit: null,
    };
  });
  return [...limited, ...free].slice(0, Math.max(figureCount, limited.length));
}

/** `limit 200, 9 % to spare`. */
function limitText({ limit, margin, marginPercent, unit, passes }: ConstraintCheck): string {
  const bound = sentenceNumber(limit);
  if (margin === undefined) return t('limit {0}, not measured', bound);
  const distance =
    marginPercent === undefined ? `${sentenceNumber(Math.abs(margin))} ${unit}` : percentText(marginPercent);
  return passes ? t('limit {0}, {1} to spare', bound, distance) : t('limit {0}, missed by {1}', bound, distance);
}

function reasonOf(ranked: RankedSweep, best: RunConfig): { reason: string; differences: readonly Difference[] } {
  const { sweep, passing, failing, view, problem } = ranked;
  const [, second] = passing;
  const nothingElse =
    failing.length > 0 ? t('The only one that meets all constraints.') : t('The only one measured so far.');
  if (second === undefined) return { reason: nothingElse, differences: [] };
  if (view.mode === 'genai-perf' && problem === null)
    return { reason: t('Ahead of {0} in genai-perf’s own order.', sweep.labelOf(second)), differences: [] };
  const { next } = sweep.results.explain(best.name, second.name);
  const label = sweep.labelOf(second);
  if (second.demotions.length > best.demotions.length)
    return {
      reason: t(
        'Ahead of {0}, which ranks below all others: {1}',
        label,
        demotionSentences(sweep, second).at(-1) ?? '',
      ),
      differences: [],
    };
  const differences = (next?.differences ?? []).filter(({ difference }) => Math.abs(difference) >= 0.005);
  if (differences.length === 0) {
    const reason = next?.lead === 0 ? t('Equal to {0}, and measured first.', label) : t('Hardly ahead of {0}.', label);
    return { reason, differences: [] };
  }
  const severalModels = best.models.length > 1;
  return {
    reason: t('Ahead of {0} because:', label),
    differences: differences.map(({ model, tag, difference }) => ({
      title: severalModels ? t('{0} of {1}', shortTitle(metricOf(tag)), model) : shortTitle(metricOf(tag)),
      difference,
    })),
  };
}

function nonePasses({ sweep }: RankedSweep): Answer {
  const { results } = sweep;
  const closest = results.constraints && closestRunConfig(results, results.constraints);
  const sentence = t('No scenario meets all constraints.');
  if (closest === undefined)
    return {
      kind: 'none passes',
      runConfig: null,
      sentence: `${sentence} ${t('None has all limited metrics measured.')}`,
    };
  const { runConfig, worst } = closest;
  const title = shortTitle(metricOf(worst.tag));
  const label = sweep.labelOf(runConfig);
  const closestSentence = () => {
    if (worst.margin === 0) return t('Closest: {0}, {1} exactly at its limit.', label, title);
    return worst.operator.startsWith('<')
      ? t('Closest: {0}, {1} {2} over.', label, title, missText(worst))
      : t('Closest: {0}, {1} {2} under.', label, title, missText(worst));
  };
  return {
    kind: 'none passes',
    runConfig,
    sentence: `${sentence} ${closestSentence()}`,
  };
}

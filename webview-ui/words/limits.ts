import { metricTitleWithoutUnit } from '../../src/core/metrics/format.js';
import { metricOf } from '../../src/core/metrics/tags.js';
import type { ConstraintCheck } from '../../src/core/results/constraintCheck.js';
import type { RunConfig } from '../../src/core/results/runConfig.js';
import type { Sweep } from '../store/sweep.js';
import { t } from './l10n.js';
import { cellNumber, percentText, sentenceNumber } from './numbers.js';

/** How far a value is from its limit, without a sign: `12 %`; the distance itself where the limit is 0. */
export function missText({ margin, marginPercent, unit }: ConstraintCheck): string {
  if (marginPercent !== undefined) return percentText(marginPercent);
  return margin === undefined ? '' : `${sentenceNumber(Math.abs(margin))} ${unit}`;
}

/** How a run config stands to a limit: `p99 Request Latency is 912.30 ms: 14 % over the limit of 800.` */
export function limitSentence(check: ConstraintCheck): string {
  const { tag, gpu, model, value, margin, unit, limit, operator, passes } = check;
  const title = `${metricTitleWithoutUnit(metricOf(tag))}${gpu === undefined ? '' : ` (${gpu})`}`;
  if (value === undefined) return t('{0} of {1} was not measured.', title, gpu ?? model);
  const said = [title, cellNumber(value), unit, missText(check), sentenceNumber(limit)] as const;
  if (passes) return t('{0} is {1} {2}: {3} to spare of the limit of {4}.', ...said);
  if (margin === 0) return t('{0} is {1} {2}: exactly the limit.', ...said);
  return operator.startsWith('<')
    ? t('{0} is {1} {2}: {3} over the limit of {4}.', ...said)
    : t('{0} is {1} {2}: {3} under the limit of {4}.', ...said);
}

/** Why a run config ranks below all others, one sentence each; empty when it does not. */
export function demotionSentences(sweep: Sweep, runConfig: RunConfig): string[] {
  if (runConfig.demotions.length === 0) return [];
  const { errorRateLimit, rows } = sweep.content;
  const failed = rows.errorRates[sweep.rowOf(runConfig)] ?? 0;
  const { contributions } = sweep.results.explain(runConfig.name);
  const missing = contributions.filter(({ value }) => value === undefined);
  const sentences = missing.map(({ title, model }) => t('{0} of {1} was not measured.', title, model));
  if (contributions.length === 0) sentences.push(t('No objective counts for {0}.', runConfig.models.join(', ')));
  if (failed > errorRateLimit)
    sentences.unshift(
      t('{0} of its requests failed, more than {1}.', percentText(failed * 100), percentText(errorRateLimit * 100)),
    );
  return sentences;
}

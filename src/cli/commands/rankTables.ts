import { formatNumber } from '../../core/metrics/format.js';
import type { ReportTable } from '../../core/report/reportTable.js';
import type { Explanation } from '../../core/results/explanation.js';
import type { ResultsView } from '../../core/results/resultsView.js';

/** What each objective gave each run config: a row per run config and objective. */
export function contributionTable(explanations: readonly Explanation[]): ReportTable {
  const models = new Set(explanations.flatMap(({ contributions }) => contributions.map(({ model }) => model)));
  const withModel = models.size > 1;
  return {
    columns: [
      { title: 'Rank', align: 'right' },
      { title: 'Config Name', shortTitle: 'Config', align: 'left' },
      ...(withModel ? [{ title: 'Model', align: 'left' as const }] : []),
      { title: 'Objective', align: 'left' },
      { title: 'Value', align: 'right' },
      { title: 'Reference', shortTitle: 'Ref.', align: 'right' },
      { title: 'Weight', align: 'right' },
      { title: 'Contribution', shortTitle: 'Contrib.', align: 'right' },
      { title: 'Score', align: 'right' },
    ],
    rows: explanations.flatMap(({ rank, name, score, contributions }) =>
      contributions.map(({ model, title, unit, value, reference, weight, contribution }) => [
        String(rank),
        name,
        ...(withModel ? [model] : []),
        `${title} (${unit})`,
        formatNumber(value),
        formatNumber(reference),
        weight.toFixed(2),
        signed(contribution),
        signed(score),
      ]),
    ),
  };
}

/** Why run configs stand where they stand, and which fail a constraint: a sentence each. */
export function rankingSentences(shown: ResultsView, failing: ResultsView, explain: boolean): string[] {
  const reasons = explain
    ? shown.runConfigs.flatMap(({ name }) => {
        const { rank, next } = shown.explain(name);
        return next === undefined ? [] : [`${rank}. ${name} is ${next.reason}.`];
      })
    : [];
  const demotions = shown.runConfigs.flatMap(({ name, demotions }) =>
    demotions.map((demotion) => `${name} ranks below all others: ${demotion}.`),
  );
  const failures = failing.runConfigs.flatMap((runConfig) =>
    runConfig
      .checkConstraints()
      .filter(({ passes }) => !passes)
      .map(({ reason }) => `${runConfig.name} fails: ${reason}.`),
  );
  return [...reasons, ...demotions, ...failures];
}

function signed(value: number | undefined): string {
  return value === undefined ? '' : `${value < 0 ? '' : '+'}${value.toFixed(3)}`;
}

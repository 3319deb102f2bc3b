import type { ResultsView } from '../results/resultsView.js';

/** Equal for equal sets of models, in whatever order. */
export function modelSetOf(models: readonly string[]): string {
  return JSON.stringify([...models].sort());
}

/** Number of run configs by set of models, in insertion order. */
function modelSets(results: ResultsView): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { models } of results.inInsertionOrder) {
    const set = modelSetOf(models);
    counts.set(set, (counts.get(set) ?? 0) + 1);
  }
  return counts;
}

/** The set of models that most run configs have; of equally frequent ones the first. Undefined without run configs. */
export function mainModelSet(results: ResultsView): string | undefined {
  const [main] = [...modelSets(results)].sort(([, a], [, b]) => b - a);
  return main?.[0];
}

/** One sentence when run configs differ in their models; empty when they do not. */
export function mixedModelsNotice(results: ResultsView): string[] {
  const sets = modelSets(results);
  if (sets.size < 2) return [];
  const nameOf = (set: string) => (JSON.parse(set) as string[]).join(' + ') || 'no model';
  const counts = Array.from(sets, ([set, number]) => `${nameOf(set)} (${number})`).join(', ');
  const main = nameOf(mainModelSet(results) ?? '[]');
  return [`Run configs of different models: ${counts}. genai-perf itself sees only those of ${main}.`];
}

import type { ViewState } from '../../src/protocol/viewState.js';

/** Objectives and constraints as options of `genai-sweep rank`, quoted for a shell; empty when there are none. */
export function rankingOptions({ objectives, constraints, modelWeights }: ViewState): string {
  const named = (model: string | null, rest: string) => (model === null ? rest : `${model}=${rest}`);
  return [
    ...objectives.map(({ model, tag, weight, direction }) => {
      const parts = [tag, weight, ...(direction === null ? [] : [direction])];
      return ['--objective', named(model, parts.join(':'))] as const;
    }),
    ...modelWeights
      .filter(({ weight }) => weight !== 1)
      .map(({ model, weight }) => ['--model-weight', `${model}:${weight}`] as const),
    ...constraints
      .filter(({ limit }) => limit !== null)
      .map(({ model, tag, operator, limit }) => ['--constraint', named(model, `${tag}${operator}${limit}`)] as const),
  ]
    .map(([option, value]) => `${option} ${shellQuoted(value)}`)
    .join(' ');
}

/** A word for POSIX shells. */
export function shellQuoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

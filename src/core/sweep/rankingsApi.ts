import { OptionError, shown } from './optionError.js';
import type { RankingsApi } from './scenario.js';

/** Where each API takes its requests, below the server. */
export const rankingsPaths: Readonly<Record<RankingsApi, string>> = {
  nim: 'v1/ranking',
  tei: 'rerank',
  cohere: 'v1/rerank',
};

/**
 * The API that the extra input `rankings` names, as in genai-perf; NVIDIA's where it names none.
 * @throws {OptionError}
 */
export function rankingsApi(extraInputs: Readonly<Record<string, unknown>> = {}): RankingsApi {
  const named = extraInputs['rankings'] ?? 'nim';
  const known = (Object.keys(rankingsPaths) as RankingsApi[]).find((api) => api === named);
  if (known !== undefined) return known;
  const apis = Object.keys(rankingsPaths).join(', ');
  throw new OptionError(`--extra-inputs rankings:${shown(named)}: the ranking APIs are ${apis}`);
}

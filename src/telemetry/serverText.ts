import parsePrometheusTextFormat from 'parse-prometheus-text-format';
import { type ServerFigure, type ServerSample, serverFigures } from '../core/measure/serverSamples.js';
import { type FigureSource, figureSources } from './engineNames.js';
import { wantedLines } from './wantedLines.js';

const namesOf = ({ name, plus }: FigureSource) => (plus === undefined ? [name] : [name, plus]);
const wantedNames = new Set(serverFigures.flatMap((figure) => figureSources[figure].flatMap(namesOf)));

interface Line {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/**
 * What a metrics page tells of the server behind it; empty when it is no page of a known engine. Several engines behind
 * one page (data parallel ones, several models) count together: requests are added up, cache use is averaged.
 * @param models of the sweep: where lines name their model, and one of these, those of other models do not count
 * @throws when a line of a wanted name is damaged
 */
export function parseServerText(text: string, models: readonly string[]): ServerSample['values'] {
  const lines = new Map<string, Line[]>();
  for (const { name, metrics } of parsePrometheusTextFormat(wantedLines(text, wantedNames)))
    for (const { labels = {}, value } of metrics) {
      const line = { labels, value: Number(value) };
      if (value === undefined || !Number.isFinite(line.value) || isCopy(line)) continue;
      lines.set(name, [...(lines.get(name) ?? []), line]);
    }
  const figures: Partial<Record<ServerFigure, number>> = {};
  for (const figure of serverFigures) {
    for (const source of figureSources[figure]) {
      if (!lines.has(source.name)) continue;
      const all = namesOf(source).flatMap((name) => lines.get(name) ?? []);
      const found = ofModels(all.filter(has(source)), models);
      if (found.length === 0) continue;
      const total = found.reduce((sum, { value }) => sum + value, 0) * (source.scale ?? 1);
      figures[figure] = figure === 'kvCacheUsage' ? total / found.length : total;
      break;
    }
  }
  return figures;
}

/** In SGLang every rank of a tensor or pipeline parallel engine may tell the same numbers again. */
function isCopy({ labels }: Line): boolean {
  return [labels['tp_rank'], labels['pp_rank']].some((rank) => rank !== undefined && rank !== '0');
}

function has({ labels: wanted = {} }: FigureSource) {
  return ({ labels }: Line) => Object.entries(wanted).every(([name, value]) => labels[name] === value);
}

function ofModels(lines: readonly Line[], models: readonly string[]): readonly Line[] {
  const own = lines.filter(({ labels }) => models.includes(labels['model_name'] ?? labels['model'] ?? ''));
  return own.length > 0 ? own : lines;
}

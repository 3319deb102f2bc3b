import { type GivenOptions, parseOptions } from '../../core/sweep/givenOptions.js';
import { OptionError } from '../../core/sweep/optionError.js';
import type { SweepPlan } from '../../core/sweep/plan.js';
import { planSweep } from '../../core/sweep/planSweep.js';
import type { SweepType } from '../../core/sweep/scenario.js';
import { sweepAxes } from '../../core/sweep/sweepAxes.js';
import { type ConfigObject, givenOf } from '../sweep/sweepSource.js';

/** What typed values would make, or why they make nothing. */
export type RangePreview =
  | { readonly kind: 'plan'; readonly plan: SweepPlan; readonly values: readonly number[] }
  | { readonly kind: 'problem'; readonly message: string };

/** The options that a typed text stands for: a range holds a colon, everything else is a list. */
export function rangeOption(text: string): ConfigObject {
  const trimmed = text.trim();
  return trimmed.includes(':') ? { 'sweep-range': trimmed } : { 'sweep-list': trimmed };
}

/** Plans a sweep of the typed values without asking any server. */
export function previewRange(text: string, type: SweepType, options: ConfigObject): RangePreview {
  return previewOptions({ ...options, 'sweep-type': type, ...rangeOption(text) });
}

/** Plans what the options say without asking any server. */
export function previewOptions(options: ConfigObject): RangePreview {
  try {
    return planOf(givenOf(options));
  } catch (error) {
    if (!(error instanceof OptionError)) throw error;
    return { kind: 'problem', message: withoutFlag(error.message) };
  }
}

function planOf(given: GivenOptions): RangePreview {
  const parsed = parseOptions(given, 'analyze');
  const [axis] = sweepAxes(parsed);
  return { kind: 'plan', plan: previewPlan(parsed), values: axis?.values ?? [] };
}

/** A plan for counting and showing only; the server that will be asked may decide otherwise. */
export function previewPlan(options: ReturnType<typeof parseOptions>): SweepPlan {
  return planSweep(options, { tokenizer: 'server /tokenize, else cl100k_base' });
}

/** Here nobody typed a flag, nor a file: `options:1:2: sweep-list "x": "x" is no number` says too much. */
function withoutFlag(message: string): string {
  return message.replace(/^options:\d+:\d+: /, '').replace(/^(sweep-range|sweep-list) /, '');
}

/** The first values of a list, and that there are more: `1, 2, 4, 8, 16 …`. */
export function firstValues(values: readonly number[], most = 8): string {
  const shown = values.slice(0, most).join(', ');
  return values.length > most ? `${shown} … ${values.at(-1)}` : shown;
}

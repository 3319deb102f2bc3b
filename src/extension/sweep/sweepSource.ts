import { parseConfigText } from '../../core/sweep/configFile.js';
import { type GivenOptions, mergeGiven } from '../../core/sweep/givenOptions.js';
import type { OptionKey } from '../../core/sweep/options.js';
import type { SweptValue } from '../../core/sweep/scenario.js';

/** Options as a configuration file holds them: by name in kebab case. */
export type ConfigObject = Readonly<Record<string, unknown>>;

/** Where a sweep's options come from. A file is read anew for each run, so nothing that it holds is kept elsewhere. */
export type SweepSource =
  | { readonly kind: 'file'; readonly uri: string }
  | { readonly kind: 'options'; readonly options: ConfigObject };

/** Options of a source that is no file. @throws {OptionError} */
export function givenOf(options: ConfigObject): GivenOptions {
  return parseConfigText(JSON.stringify(options), 'options');
}

/** The same sweep at one point of it only. */
export function atOnePoint(given: GivenOptions, swept: readonly SweptValue[]): GivenOptions {
  const [only, ...more] = swept;
  if (only === undefined) return given;
  const grid = Object.fromEntries(swept.map(({ name, value }) => [name, value]));
  const point: [OptionKey, unknown][] =
    more.length > 0
      ? [['sweep', grid]]
      : [
          ['sweepType', only.name],
          ['sweepList', [only.value]],
        ];
  return mergeGiven(given, new Map(point.map(([key, value]) => [key, { name: key, value }])));
}

import { OptionError } from './optionError.js';
import { sweptInPlaceOf } from './optionRules.js';
import { flagOf, type OptionKey, type SweepOptions } from './options.js';
import { expandRange, parseList, type SweepValues } from './ranges.js';
import { type SweepType, sweepTypes } from './scenario.js';

/** A swept parameter with its values, in the order they are measured. */
export interface SweepAxis extends SweepValues {
  readonly name: SweepType;
}

/** How messages name an option. */
type NameOption = (key: OptionKey) => string;

/**
 * What the options sweep: no axis without sweep options, several from the configuration file's `sweep`.
 * @throws {OptionError} for a range or list that is none, one without a type or the reverse, a swept parameter that is also fixed
 */
export function sweepAxes(options: SweepOptions, nameOption: NameOption = flagOf): SweepAxis[] {
  const axes = options.sweep === undefined ? axisOfType(options, nameOption) : gridAxes(options, nameOption);
  const swept = axes.map(({ name }) => name);
  if (swept.includes('concurrency') && swept.includes('request_rate'))
    throw new OptionError('concurrency and request_rate cannot be swept together: a load is one or the other');
  for (const type of swept)
    for (const key of sweptInPlaceOf[type])
      if (options[key] !== undefined) throw new OptionError(`${nameOption(key)}: leave it out, since ${type} is swept`);
  return axes;
}

function axisOfType(options: SweepOptions, nameOption: NameOption): SweepAxis[] {
  const { sweepType: type, sweepRange, sweepList } = options;
  const given = sweepRange ?? sweepList;
  if (given === undefined && type === undefined) return [];
  if (given === undefined)
    throw new OptionError(
      `${nameOption('sweepType')} ${type} lacks its values: add ${flagOf('sweepRange')} min:max or ${flagOf('sweepList')} a,b,…`,
    );
  const isRange = sweepRange !== undefined;
  const name = nameOption(isRange ? 'sweepRange' : 'sweepList');
  if (type === undefined) throw new OptionError(`${name} needs ${flagOf('sweepType')}: ${sweepTypes.join(', ')}`);
  return [{ name: type, ...valuesOf({ name, type, given, isRange }) }];
}

function gridAxes({ sweep = {} }: SweepOptions, nameOption: NameOption): SweepAxis[] {
  const types = Object.keys(sweep) as SweepType[];
  if (types.length === 0) throw new OptionError(`${nameOption('sweep')} names no parameter: ${sweepTypes.join(', ')}`);
  return types.map((type) => {
    const given = sweep[type] ?? [];
    const isRange = typeof given === 'string' && given.includes(':');
    return { name: type, ...valuesOf({ name: `${nameOption('sweep')}.${type}`, type, given, isRange }) };
  });
}

interface GivenValues {
  /** How the message begins. */
  readonly name: string;
  readonly type: SweepType;
  readonly given: string | number | readonly number[];
  readonly isRange: boolean;
}

function valuesOf({ name, type, given, isRange }: GivenValues): SweepValues {
  try {
    return isRange ? { values: expandRange(String(given), type), notices: [] } : parseList(given, type);
  } catch (error) {
    throw error instanceof OptionError ? new OptionError(`${name} ${error.message}`) : error;
  }
}

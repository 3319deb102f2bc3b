import { parseConfigText } from '../../core/sweep/configFile.js';
import { type GivenOption, type GivenOptions, parseOptions } from '../../core/sweep/givenOptions.js';
import { OptionError } from '../../core/sweep/optionError.js';
import { findOption, type OptionKey, type SweepOptions } from '../../core/sweep/options.js';

/** Something wrong in a configuration file. */
export interface SweepFileProblem {
  readonly message: string;
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
}

/** A configuration file, read as far as it can be. */
export interface CheckedSweepFile {
  readonly problems: readonly SweepFileProblem[];
  /** Undefined when there are problems. */
  readonly options: SweepOptions | undefined;
  readonly given: GivenOptions;
}

const fileName = 'sweep';
const mostProblems = 50;

/** All that is wrong in a text, each at its place. Options that are wrong are left out to find what else is. */
export function checkSweepFile(text: string): CheckedSweepFile {
  let given: GivenOptions;
  try {
    given = parseConfigText(text, fileName);
  } catch (error) {
    return { problems: [problemOf(error, new Map())], options: undefined, given: new Map() };
  }
  const problems: SweepFileProblem[] = [];
  let rest = given;
  while (problems.length < mostProblems) {
    try {
      const options = parseOptions(rest, 'analyze');
      return { problems, options: problems.length === 0 ? options : undefined, given };
    } catch (error) {
      const problem = problemOf(error, rest);
      const culprit = optionAt(problem, rest);
      // What follows only from another problem is no further one.
      if (culprit !== undefined || problems.length === 0) problems.push(problem);
      if (culprit === undefined) break;
      rest = new Map([...rest].filter(([key]) => key !== culprit));
    }
  }
  return { problems, options: undefined, given };
}

const placePattern = /^sweep:(\d+):(\d+): (?:\S+: )?/;

/** @throws what is no `OptionError` */
function problemOf(error: unknown, given: GivenOptions): SweepFileProblem {
  if (!(error instanceof OptionError)) throw error;
  const place = placePattern.exec(error.message);
  if (place !== null)
    return { line: Number(place[1]), column: Number(place[2]), message: error.message.slice(place[0].length) };
  const named = namedOption(error.message, given);
  const own = named === undefined ? undefined : placePattern.exec(named.name);
  return {
    line: Number(own?.[1] ?? 1),
    column: Number(own?.[2] ?? 1),
    message: error.message.replaceAll(/--(?=[a-z])/g, ''),
  };
}

/** The last of the options that a message names with its flag and that the file holds: the one to change. */
function namedOption(message: string, given: GivenOptions): GivenOption | undefined {
  const flags = [...message.matchAll(/--([a-z][a-z-]*)/g)].map(([, name]) => findOption(name ?? '')?.key);
  const key = flags.findLast((each): each is OptionKey => each !== undefined && given.has(each));
  return key === undefined ? undefined : given.get(key);
}

function optionAt({ line, column }: SweepFileProblem, given: GivenOptions): OptionKey | undefined {
  return [...given].find(([, { name }]) => name.startsWith(`${fileName}:${line}:${column}: `))?.[0];
}

import { type ConfigMember, readMembers } from './configMember.js';
import { translateGenaiPerfConfig } from './genaiPerfConfigFile.js';
import type { GivenOption, GivenOptions } from './givenOptions.js';
import { suggestion } from './nearest.js';
import { OptionError } from './optionError.js';
import { findOption, type OptionKey, optionSpecs } from './options.js';
import { sweepTypes } from './scenario.js';

/**
 * Reads a configuration file: YAML or JSON with the options of the command line as keys (kebab or snake case) and
 * `sweep` for several swept parameters, or a file of genai-perf. Values are not looked at: `parseOptions` does.
 * @param fileName only for messages
 * @throws {OptionError} for broken YAML, or a key that is no option
 */
export function parseConfigText(text: string, fileName: string): GivenOptions {
  const members = readMembers(text, fileName).filter(({ name }) => name !== '$schema');
  return translateGenaiPerfConfig(members) ?? ownOptions(members);
}

function ownOptions(members: readonly ConfigMember[]): GivenOptions {
  const given = new Map<OptionKey, GivenOption>();
  for (const { name, place, value, members: below } of members) {
    const spec = findOption(name);
    if (spec === undefined) throw new OptionError(`${place}: unknown key "${name}"${suggestion(name, knownKeys)}`);
    if (value === null) continue;
    if (given.has(spec.key)) throw new OptionError(`${place}: "${name}" is given twice (${spec.name}); keep one`);
    const isGrid = spec.key === 'sweep' && below.length > 0;
    given.set(spec.key, { name: `${place}: ${name}`, value: isGrid ? gridOf(below) : value });
  }
  return given;
}

const knownKeys = optionSpecs.filter(({ supported }) => supported).map(({ name }) => name);

/** `sweep` with its keys in snake case, as sweep types are written. */
function gridOf(members: readonly ConfigMember[]): Record<string, unknown> {
  const entries = members.map(({ name, place, value }): [string, unknown] => {
    const type = name.replaceAll('-', '_');
    if (!(sweepTypes as readonly string[]).includes(type))
      throw new OptionError(`${place}: "${name}" is no sweep type${suggestion(name, sweepTypes)}`);
    return [type, value];
  });
  return Object.fromEntries(entries);
}

import { type Command, Option } from 'commander';
import { parseConfigText } from '../core/sweep/configFile.js';
import { type GivenOption, type GivenOptions, mergeGiven } from '../core/sweep/givenOptions.js';
import { type OptionGroup, type OptionKind, optionGroups } from '../core/sweep/optionField.js';
import { type OptionKey, type OptionSpec, optionSpec, optionSpecs } from '../core/sweep/options.js';
import { UsageError } from './cliIo.js';

/** A configuration file that has been read. */
export interface ConfigFile {
  readonly text: string;
  /** As the user named it; errors begin with it. */
  readonly fileName: string;
}

/** Gives a command the options of a sweep, those of all groups or of some. */
export function addSweepOptions(command: Command, groups: readonly OptionGroup[] = optionGroups): Command {
  command.allowExcessArguments(true);
  for (const group of groups)
    for (const spec of optionSpecs.filter((candidate) => candidate.group === group && !candidate.fileOnly))
      for (const option of optionsOf(spec)) command.addOption(option);
  return command.addOption(
    new Option('-c, --config <file>', 'YAML or JSON file with these options; the command line goes over it.').helpGroup(
      headingOf('Other'),
    ),
  );
}

/** Gives a command some options of a sweep. */
export function addOptions(command: Command, keys: readonly OptionKey[]): void {
  command.allowExcessArguments(true);
  for (const spec of keys.map(optionSpec)) for (const option of optionsOf(spec)) command.addOption(option);
}

/** The value of `--config`. */
export function configFileOf(command: Command): string | undefined {
  return command.opts<{ config?: string }>().config;
}

/**
 * What the user gave, unchecked: the command line over the configuration file.
 * @throws {UsageError} for arguments that are no options
 * @throws {OptionError} for a configuration file that cannot be read as one
 */
export function readOptions(command: Command, config?: ConfigFile): GivenOptions {
  const [stray] = command.args;
  if (stray?.startsWith('-'))
    throw new UsageError(`"${stray}" stands behind a bare --, and no engine passes arguments on; leave it out`);
  if (stray !== undefined) throw new UsageError(`unexpected argument "${stray}"; options begin with --`);
  const file: GivenOptions = config === undefined ? new Map() : parseConfigText(config.text, config.fileName);
  return mergeGiven(file, commandLineOptions(command));
}

function commandLineOptions(command: Command): GivenOptions {
  const values = command.opts<Partial<Record<OptionKey, GivenOption | boolean>>>();
  const given = new Map<OptionKey, GivenOption>();
  for (const { key, name } of optionSpecs) {
    const value = values[key];
    if (value !== undefined) given.set(key, typeof value === 'boolean' ? { value, name: `--${name}` } : value);
  }
  return given;
}

/** An option under one of its names; all names of an option fill the same place, so the last one given wins. */
class NamedOption extends Option {
  constructor(
    flags: string,
    private readonly spec: OptionSpec,
  ) {
    super(flags, describe(spec));
    this.helpGroup(headingOf(spec.group));
    if (spec.kind === 'flag') return;
    const name = this.long ?? flags;
    this.argParser<GivenOption>((text, previous) => ({ name, value: readValue(spec.kind, text, previous?.value) }));
  }

  override attributeName(): string {
    return this.spec.key;
  }
}

function optionsOf(spec: OptionSpec): Option[] {
  const { name, short, aliases = [], kind, placeholder = 'value', supported } = spec;
  const several = kind === 'texts' || kind === 'numbers' ? '...' : '';
  const value = kind === 'flag' ? '' : ` <${placeholder}${several}>`;
  const main = new NamedOption(`${short === undefined ? '' : `-${short}, `}--${name}${value}`, spec);
  const others = aliases.map((alias) => new NamedOption(`--${alias}${value}`, spec).hideHelp());
  // So that a flag of the configuration file can be taken back.
  const negation = kind === 'flag' ? [new NamedOption(`--no-${name}`, spec).hideHelp()] : [];
  return [main.hideHelp(!supported), ...others, ...negation];
}

/** The text as its kind asks for; what is no number stays a text, and the schema says what is wrong with it. */
function readValue(kind: OptionKind, text: string, previous: unknown): unknown {
  const value = kind === 'number' || kind === 'numbers' ? numberOr(text) : text;
  const isList = kind === 'texts' || kind === 'numbers' || kind === 'repeated';
  return isList ? [...((previous as unknown[] | undefined) ?? []), value] : value;
}

function numberOr(text: string): number | string {
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : text;
}

function describe({ description, aliases = [] }: OptionSpec): string {
  return aliases.length === 0
    ? description
    : `${description} Also: ${aliases.map((alias) => `--${alias}`).join(', ')}.`;
}

function headingOf(group: OptionGroup): string {
  return `${group}:`;
}

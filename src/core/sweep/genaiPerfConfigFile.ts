import type { ConfigMember } from './configMember.js';
import type { GivenOption, GivenOptions } from './givenOptions.js';
import { suggestion } from './nearest.js';
import { OptionError, shown } from './optionError.js';
import { sweptInPlaceOf } from './optionRules.js';
import { type OptionKey, optionSpecs } from './options.js';
import { type SweepType, sweepTypes } from './scenario.js';

const sections = ['analyze', 'endpoint', 'perf_analyzer', 'input', 'output', 'tokenizer', 'process'];

const optionByPath = new Map(
  optionSpecs.flatMap(({ key, genaiPerfPath }) => (genaiPerfPath === undefined ? [] : [[genaiPerfPath, key] as const])),
);

/** Members that ask for nothing while they hold these values. */
const idle = new Map<string, readonly unknown[]>([
  ['perf_analyzer.path', ['perf_analyzer']],
  ['perf_analyzer.verbose', [false, true]],
  ['perf_analyzer.measurement.mode', ['request_count', 'interval']],
]);

/** Members whose mappings are values of one option. */
const mappings = ['input.extra', 'input.goodput', 'input.header'];

/**
 * Translates a configuration file of genai-perf (nested sections) into options; undefined when it is none.
 * What the file fixes and also sweeps is swept, as there.
 * @throws {OptionError} for a member that is unknown, or that has no counterpart
 */
export function translateGenaiPerfConfig(members: readonly ConfigMember[]): GivenOptions | undefined {
  const isNested = members.some(
    ({ name, value }) =>
      name === 'model_name' ||
      name === 'model_names' ||
      (sections.includes(name) && typeof value === 'object' && value !== null),
  );
  if (!isNested) return undefined;
  const given = new Map<OptionKey, GivenOption>();
  for (const member of members) {
    if (member.name === 'analyze') addSweep(member, given);
    else for (const leaf of leavesOf(member, member.name)) addLeaf(leaf, given);
  }
  applyMeasurementMode(members, given);
  for (const key of overriddenBy(given)) given.delete(key);
  return given;
}

/** What genai-perf would not look at: it writes every option into its files, those without effect too. */
function overriddenBy(given: GivenOptions): OptionKey[] {
  const swept = Object.keys((given.get('sweep')?.value as object | undefined) ?? {}) as SweepType[];
  const fixed = swept.flatMap((type) => sweptInPlaceOf[type]).filter((key) => key !== 'inputFile');
  return given.has('inputFile') ? [...fixed, 'syntheticInputTokensMean', 'syntheticInputTokensStddev'] : fixed;
}

interface Leaf {
  readonly path: string;
  readonly place: string;
  readonly value: unknown;
}

function leavesOf(member: ConfigMember, path: string): Leaf[] {
  const { place, value } = member;
  const below = mappings.includes(path) ? [] : member.members;
  return below.length === 0
    ? [{ path, place, value }]
    : below.flatMap((child) => leavesOf(child, `${path}.${child.name}`));
}

function addLeaf({ path, place, value }: Leaf, given: Map<OptionKey, GivenOption>): void {
  if (value === null || value === '' || isEmptyMapping(value) || idle.get(path)?.includes(value)) return;
  const name = `${place}: ${path}`;
  if (path === 'model_name' || path === 'model_names') {
    given.set('model', { name, value: typeof value === 'string' ? value.split(',') : value });
    return;
  }
  if (idle.has(path) || path.startsWith('process'))
    throw new OptionError(`${name}: ${shown(value)} has no counterpart here; leave it out`);
  const key = optionByPath.get(path);
  if (key === undefined)
    throw new OptionError(`${place}: unknown key "${path}"${suggestion(path, [...optionByPath.keys()])}`);
  given.set(key, { name, value });
}

const isEmptyMapping = (value: unknown) =>
  typeof value === 'object' && value !== null && Object.keys(value).length === 0;

/** `measurement: {mode: interval, num}` is one of two options by its mode; 10 s is genai-perf's default interval. */
function applyMeasurementMode(members: readonly ConfigMember[], given: Map<OptionKey, GivenOption>): void {
  const measurement = members
    .find(({ name }) => name === 'perf_analyzer')
    ?.members.find(({ name }) => name === 'measurement');
  const mode = measurement?.members.find(({ name }) => name === 'mode');
  if (mode?.value !== 'interval') return;
  const num = given.get('requestCount') ?? { name: `${mode.place}: perf_analyzer.measurement`, value: 10_000 };
  given.delete('requestCount');
  given.set('measurementInterval', num);
}

function addSweep(analyze: ConfigMember, given: Map<OptionKey, GivenOption>): void {
  const swept = analyze.members.map((member): [SweepType, unknown] => {
    const name = member.name === 'runtime_batch_size' ? 'batch_size' : member.name;
    const type = sweepTypes.find((known) => known === name);
    if (type === undefined)
      throw new OptionError(`${member.place}: "${member.name}" is no sweep type${suggestion(name, sweepTypes)}`);
    return [type, sweptValues(member)];
  });
  if (swept.length === 0) return;
  given.set('sweep', { name: `${analyze.place}: analyze`, value: Object.fromEntries(swept) });
}

function sweptValues(member: ConfigMember): unknown {
  const parts = member.members;
  if (parts.length === 0) return member.value ?? '';
  const [start, stop, step] = ['start', 'stop', 'step'].map((name) => parts.find((part) => part.name === name)?.value);
  if (start == null || stop == null)
    throw new OptionError(`${member.place}: analyze.${member.name} lacks its values: write {start: …, stop: …}`);
  return [start, stop, ...(step == null ? [] : [step])].join(':');
}

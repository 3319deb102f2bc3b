import { PythonError } from './pythonError.js';
import { intOfText, pythonStr } from './pythonText.js';
import type { PythonDict, PythonValue } from './pythonValue.js';

/** The load generator's command line, as a run config stores it. */
export interface PerfAnalyzerConfig {
  /** Tokens as they were run, the program's path first. */
  readonly cliArgs: readonly PythonValue[];
  /** Swept parameters of the load generator, such as `concurrency` → 8. */
  readonly parameters: PythonDict;
}

const optionOfParameter = new Map([
  ['runtime_batch_size', '-b'],
  ['concurrency', '--concurrency-range'],
  ['request_rate', '--request-rate-range'],
  ['session_concurrency', '--session-concurrency'],
]);

/** `create_command`: the stored tokens with the swept parameters put in. */
function perfAnalyzerCommand({ cliArgs, parameters }: PerfAnalyzerConfig): readonly PythonValue[] {
  const command = [...cliArgs];
  for (const [name, value] of parameters) {
    const option = optionOfParameter.get(name);
    if (option === undefined) throw new PythonError('GenAIPerfException', `${name} not found`);
    const at = command.indexOf(option);
    if (at === -1) command.push(option, pythonStr(value));
    else if (at + 1 === command.length) throw new PythonError('IndexError', 'list assignment index out of range');
    else command[at + 1] = pythonStr(value);
  }
  return command;
}

const loadOptions = ['--concurrency-range', '--request-rate-range'];

/** `get_inference_value`: the number after the load option; 1 without one; a fraction is a ValueError. */
export function inferenceValue(config: PerfAnalyzerConfig): bigint {
  const command = perfAnalyzerCommand(config);
  const option = loadOptions.find((name) => command.includes(name));
  if (option === undefined) return 1n;
  const value = command[command.indexOf(option) + 1];
  if (value === undefined) throw new PythonError('IndexError', 'list index out of range');
  return intOfText(pythonStr(value));
}

/** Options that say where and how loud, not what was measured; each takes a value. */
const ignoredWithValue = [
  '--url',
  '--metrics-url',
  '--latency-report-file',
  '--measurement-request-count',
  '--input-data',
  '--profile-export-file',
  '-i',
  '-u',
];
const ignored = ['--verbose', '--extra-verbose', '--verbose-csv'];

/** `PerfAnalyzerConfig.representation`: the command without its path and without the first use of each ignored option. */
export function commandRepresentation(config: PerfAnalyzerConfig): string {
  const command = [...perfAnalyzerCommand(config)];
  if (command.length === 0) throw new PythonError('IndexError', 'pop from empty list');
  command.shift();
  for (const option of ignoredWithValue) removeFirst(command, option, 2);
  for (const option of ignored) removeFirst(command, option, 1);
  if (!command.every((token) => typeof token === 'string')) {
    throw new PythonError('TypeError', 'sequence item: expected str instance');
  }
  return command.join(' ');
}

function removeFirst(command: PythonValue[], option: string, count: number): void {
  const at = command.indexOf(option);
  if (at !== -1) command.splice(at, count);
}

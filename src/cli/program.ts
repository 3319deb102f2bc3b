import { Command, Help, Option } from 'commander';
import { version } from '../../package.json';
import type { CliIo } from './cliIo.js';
import { oneLine } from './failure.js';

interface CommandEntry {
  readonly name: string;
  readonly summary: string;
  readonly group: string;
  /** Loads the command's code; only the one that is asked for is loaded, so that the program starts quickly. */
  readonly load: () => Promise<(io: CliIo) => Command>;
}

const commandTable: readonly CommandEntry[] = [
  {
    name: 'analyze',
    summary: 'measure a server at many loads, input lengths, batch or dataset sizes',
    group: 'Measure:',
    load: async () => (await import('./commands/analyze.js')).analyzeCommand,
  },
  {
    name: 'profile',
    summary: 'measure one scenario',
    group: 'Measure:',
    load: async () => (await import('./commands/profile.js')).profileCommand,
  },
  {
    name: 'plan',
    summary: 'say what analyze would do, without sending a request',
    group: 'Measure:',
    load: async () => (await import('./commands/plan.js')).planCommand,
  },
  {
    name: 'rank',
    summary: 'order what was measured by weighted objectives and constraints',
    group: 'Read the results:',
    load: async () => (await import('./commands/rank.js')).rankCommand,
  },
  {
    name: 'records',
    summary: 'print every record of a run config',
    group: 'Read the results:',
    load: async () => (await import('./commands/records.js')).recordsCommand,
  },
  {
    name: 'doctor',
    summary: 'say which engines, servers, GPU metrics and tokenizers are usable here',
    group: 'Try it:',
    load: async () => (await import('./commands/doctor.js')).doctorCommand,
  },
  {
    name: 'simulate',
    summary: 'start a simulated LLM server to try all this on',
    group: 'Try it:',
    load: async () => (await import('./commands/simulate.js')).simulateCommand,
  },
];

const introduction = `Sweep an LLM server over loads, keep every result, find the best configuration.

What people do with it:

  genai-sweep analyze -m my-model -u localhost:8000 --streaming --sweep-type concurrency --sweep-range 1:64
      Measure the server with 1, 2, 4 … 64 requests in flight.

  genai-sweep rank --objective output_token_throughput_avg --constraint 'time_to_first_token_p99<200'
      Find the best of what was measured.

  genai-sweep simulate
      No server at hand? Start a simulated one and point the first command at it.
`;

/** The program with the commands that `argv` names; the others are there by name only. */
export async function createProgram(argv: readonly string[], io: CliIo): Promise<Command> {
  const program = new Command('genai-sweep')
    .usage('<command> [options]')
    .version(version, '--version', 'print the version')
    .helpOption('-h, --help', 'print this help, or that of a command')
    .helpCommand(false)
    .configureHelp({ subcommandTerm: (command) => command.name() })
    .addHelpText('before', introduction);
  for (const entry of commandTable) {
    const command = argv.includes(entry.name) ? (await entry.load())(io) : new Command(entry.name);
    program.addCommand(command.summary(entry.summary).helpGroup(entry.group));
  }
  for (const command of [program, ...program.commands]) prepare(command, io);
  return program;
}

function prepare(command: Command, io: CliIo): void {
  command
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
      outputError: (text, write) => write(`${oneLine(text)}\n`),
    })
    .configureHelp({ ...command.configureHelp(), optionDescription });
  if (command.parent === null) return;
  const group = command.options.at(-1)?.helpGroupHeading ?? 'Options:';
  const hasVerbose = command.options.some(({ long, short }) => long === '--verbose' || short === '-v');
  if (!hasVerbose)
    command.addOption(new Option('-v, --verbose', 'tell the stack of an unexpected error').helpGroup(group));
  command.addHelpOption(new Option('-h, --help', 'print this help').helpGroup(group));
}

/** Commander's own, but an empty list is no default worth telling. */
function optionDescription(option: Option): string {
  const isEmptyList = Array.isArray(option.defaultValue) && option.defaultValue.length === 0;
  return isEmptyList ? option.description : new Help().optionDescription(option);
}

import { once } from 'node:events';
import { Command, InvalidArgumentError } from 'commander';
import { type SimulatorOptions, simulatorDefaults } from '../../simulator/options.js';
import { type Simulator, startSimulator } from '../../simulator/startSimulator.js';
import { type CliIo, UsageError } from '../cliIo.js';

type NumberOption = {
  [Name in keyof SimulatorOptions]-?: Exclude<SimulatorOptions[Name], undefined> extends number ? Name : never;
}[keyof SimulatorOptions];

interface NumberFlag {
  readonly flag: string;
  readonly option: NumberOption;
  readonly help: string;
}

const numberFlags: readonly NumberFlag[] = [
  { flag: '--ttft <ms>', option: 'ttftMs', help: 'time to first token of a request that runs alone' },
  { flag: '--itl <ms>', option: 'itlMs', help: 'time between two tokens of a request that runs alone' },
  { flag: '--prefill <ms>', option: 'prefillMsPerToken', help: 'prefill time per prompt token' },
  { flag: '--itl-growth <share>', option: 'itlGrowth', help: 'growth of --itl with each further running request' },
  { flag: '--slots <n>', option: 'slots', help: 'requests that run at once; further ones queue' },
  { flag: '--tokens <n>', option: 'outputTokens', help: 'tokens of an answer that no limit cuts off' },
  { flag: '--tokens-stddev <n>', option: 'outputTokensStddev', help: 'standard deviation of --tokens' },
  { flag: '--context <n>', option: 'contextTokens', help: 'longest prompt and answer together, in tokens' },
  { flag: '--jitter <share>', option: 'jitter', help: 'random part of every delay, 0 to 1' },
  { flag: '--gpus <n>', option: 'gpus', help: 'GPUs shown in /metrics' },
  { flag: '--seed <n>', option: 'seed', help: 'seed of all that is random' },
];

interface SimulateFlags extends Readonly<Record<string, unknown>> {
  readonly host: string;
  readonly port: number;
  readonly model: readonly string[];
  readonly errorRate: number;
  readonly truthLog?: string;
}

const defaultPort = 8000;

/** `genai-sweep simulate`: serves a simulated LLM until Ctrl-C. */
export function simulateCommand(io: CliIo): Command {
  const command = new Command('simulate')
    .description(
      'Serves a simulated LLM with an OpenAI-compatible API and GPU metrics, to try a sweep on. Ctrl-C stops it.',
    )
    .option('--host <address>', 'address to listen on', simulatorDefaults.host)
    .option('-p, --port <n>', 'port to listen on; 0 takes a free one', number, defaultPort)
    .option('-m, --model <names...>', 'names of the models it serves', [...simulatorDefaults.models])
    .option('--error-rate <share>', 'share of the requests that are answered with HTTP 500', number, 0)
    .option('--truth-log <file>', 'write a line of JSON per request: when it came, when its first and last token left');
  for (const { flag, option, help } of numberFlags) command.option(flag, help, number, simulatorDefaults[option]);
  return command.action((flags: SimulateFlags) => simulate(flags, io, command));
}

async function simulate(flags: SimulateFlags, io: CliIo, command: Command): Promise<void> {
  const numbers = numberFlags.map(({ flag, option }) => {
    const attribute = command.options.find((candidate) => candidate.flags === flag)!.attributeName();
    return [option, flags[attribute]] as const;
  });
  const { host, port, model, errorRate, truthLog } = flags;
  const simulator = await start({
    ...Object.fromEntries(numbers),
    host,
    port,
    models: model,
    truthLog,
    failures: errorRate === 0 ? [] : [{ kind: 'status', status: 500, share: errorRate }],
  });
  io.stdout.write(greeting(simulator, model[0]!));
  if (!io.signal.aborted) await once(io.signal, 'abort');
  await simulator.close();
}

async function start(options: SimulatorOptions): Promise<Simulator> {
  try {
    return await startSimulator(options);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (error instanceof RangeError) throw new UsageError(inFlags(error.message));
    if (code === 'EADDRINUSE')
      throw new UsageError(`port ${options.port} is taken: name another with --port, or 0 for a free one`);
    if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND' || code === 'EACCES')
      throw new UsageError(
        `cannot listen on ${options.host} port ${options.port} (${code}): name others with --host and --port`,
      );
    throw error;
  }
}

/** Options have other names on the command line. */
function inFlags(message: string): string {
  const named = numberFlags.find(({ option }) => message.startsWith(`${option} `));
  return named === undefined ? message : message.replace(named.option, named.flag.split(' ', 1)[0]!);
}

function greeting({ url, metricsUrl }: Simulator, model: string): string {
  return `Simulated LLM server at ${url}, serving ${model}. Ctrl-C stops it.
Sweep it from another terminal:

  genai-sweep analyze -m ${model} -u ${url} --endpoint-type chat --streaming \\
    --sweep-type concurrency --sweep-range 1:32 --output-tokens-mean 32 --server-metrics-url ${metricsUrl}

`;
}

function number(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw new InvalidArgumentError('It is not a number.');
  return value;
}

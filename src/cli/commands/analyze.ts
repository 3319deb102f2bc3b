import { Command } from 'commander';
import type { CliIo } from '../cliIo.js';
import { addSweepOptions } from '../options.js';
import { addJsonOption, measure } from './measure.js';

/** `genai-sweep analyze`: measures every scenario of a sweep. */
export function analyzeCommand(io: CliIo): Command {
  const command = new Command('analyze').description(
    'Measures a server at every value of a sweep and keeps the results in checkpoint.json. Run again, it goes on where it stopped.',
  );
  addJsonOption(addSweepOptions(command));
  return command.action(() => measure(command, 'analyze', io));
}

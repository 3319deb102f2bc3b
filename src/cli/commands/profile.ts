import { Command } from 'commander';
import { optionGroups } from '../../core/sweep/optionField.js';
import type { CliIo } from '../cliIo.js';
import { addSweepOptions } from '../options.js';
import { addJsonOption, measure } from './measure.js';

/** `genai-sweep profile`: a sweep of one scenario. */
export function profileCommand(io: CliIo): Command {
  const command = new Command('profile').description(
    'Measures a server under one load and writes the same files as analyze.',
  );
  addJsonOption(
    addSweepOptions(
      command,
      optionGroups.filter((group) => group !== 'Sweep'),
    ),
  );
  return command.action(() => measure(command, 'profile', io));
}

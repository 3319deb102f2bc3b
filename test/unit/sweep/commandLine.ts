import { Command } from 'commander';
import { addSweepOptions, type ConfigFile, readOptions } from '../../../src/cli/options.js';
import { parseOptions, type SweepCommand } from '../../../src/core/sweep/givenOptions.js';
import type { InputFileFacts } from '../../../src/core/sweep/inputFileFacts.js';
import type { SweepOptions } from '../../../src/core/sweep/options.js';
import type { PlanContext, SweepPlan } from '../../../src/core/sweep/plan.js';
import { planSweep } from '../../../src/core/sweep/planSweep.js';
import { RowOrder } from '../../../src/core/workload/rowOrder.js';

/** Options as the program reads them from a command line and a configuration file. */
export function optionsOf(args: readonly string[], config?: ConfigFile, name: SweepCommand = 'analyze'): SweepOptions {
  const program = new Command('genai-sweep').exitOverride().configureOutput({ writeErr: () => undefined });
  const command = addSweepOptions(program.command(name))
    .exitOverride()
    .configureOutput({ writeErr: () => undefined })
    .action(() => undefined);
  program.parse([name, ...args], { from: 'user' });
  return parseOptions(readOptions(command, config), name);
}

/** The same, of a command line written as one text. */
export function optionsOfLine(line: string, config?: ConfigFile): SweepOptions {
  return optionsOf(
    line.split(' ').filter((word) => word !== ''),
    config,
  );
}

/** A plan with nothing looked up. */
export function planOf(options: SweepOptions, context: Partial<PlanContext> = {}): SweepPlan {
  return planSweep(options, { tokenizer: 'cl100k_base', ...context });
}

/** A configuration file. */
export function configFile(text: string): ConfigFile {
  return { text, fileName: 'sweep.yaml' };
}

/** What is known of a file of ten prompts, with what the test changes. */
export function fileFacts(changes: Partial<InputFileFacts> = {}): InputFileFacts {
  return {
    path: 'p.jsonl',
    sha256: 'abc',
    kind: 'prompts',
    ...new RowOrder().facts(),
    rows: 10,
    hasTexts: true,
    ...changes,
  };
}

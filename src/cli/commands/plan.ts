import { Command, Option } from 'commander';
import { type PreparedSweep, prepareSweep } from '../../runner/prepareSweep.js';
import type { CliIo } from '../cliIo.js';
import { addSweepOptions } from '../options.js';
import { planJson, planTable, serverSentence, targetSentence, totalSentence } from '../planReport.js';
import { readSweepRequest } from '../sweepRequest.js';
import { renderTable } from '../table.js';
import { paintFor, tableStyle } from '../terminal.js';

/** `genai-sweep plan`: what `analyze` with the same options would do. */
export function planCommand(io: CliIo): Command {
  const command = new Command('plan').description(
    'Says which scenarios analyze would measure and what it would send. Looks at the server, sends it no work and writes nothing.',
  );
  addSweepOptions(command);
  command.addOption(new Option('--json', 'Print the plan as JSON.').helpGroup('Other:'));
  return command.action(async () => {
    const prepared = await prepareSweep(await readSweepRequest(command, 'analyze', io));
    const isJson = command.opts<{ json?: boolean }>().json ?? false;
    io.stdout.write(isJson ? `${JSON.stringify(planJson(prepared), null, 2)}\n` : planText(prepared, io));
  });
}

function planText(prepared: PreparedSweep, { stdout, env }: CliIo): string {
  const { plan, server } = prepared;
  const { yellow } = paintFor(stdout, env);
  const [first] = plan.scenarios;
  const warnings = [...plan.notices, ...(plan.confirmation === undefined ? [] : [plan.confirmation])];
  return [
    ...(first === undefined ? [] : [targetSentence(first.scenario.endpoint)]),
    'problem' in server ? yellow(serverSentence(server)) : serverSentence(server),
    '',
    renderTable(planTable(plan), tableStyle(stdout, env)),
    totalSentence(plan),
    ...warnings.map((sentence) => `${yellow('warning:')} ${sentence}`),
    '',
  ].join('\n');
}

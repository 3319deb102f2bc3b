import { Command, Option } from 'commander';
import { planTable, targetSentence, totalSentence } from '../../core/report/planReport.js';
import { type PreparedSweep, prepareSweep } from '../../runner/prepareSweep.js';
import { serverSentence } from '../../runner/serverSentence.js';
import type { CliIo } from '../cliIo.js';
import { addSweepOptions } from '../options.js';
import { planJson } from '../planJson.js';
import { readSweepRequest } from '../sweepRequest.js';
import { renderTable } from '../table.js';
import { paintFor, tableStyle } from '../terminal.js';
import { wrapWords } from '../textWidth.js';

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

function planText({ plan, server }: PreparedSweep, { stdout, env }: CliIo): string {
  const style = tableStyle(stdout, env);
  const { yellow } = paintFor(stdout, env);
  const wrapped = (sentence: string) => wrapWords(sentence, style.width);
  const warnings = [...plan.notices, ...(plan.confirmation === undefined ? [] : [plan.confirmation])];
  return [
    ...plan.scenarios.slice(0, 1).map(targetSentence).flatMap(wrapped),
    ...wrapped(serverSentence(server)).map((line) => ('problem' in server ? yellow(line) : line)),
    '',
    renderTable(planTable(plan), style),
    ...wrapped(totalSentence(plan)),
    ...warnings.flatMap((sentence) => wrapped(`warning: ${sentence}`)).map(yellow),
    '',
  ].join('\n');
}

import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { version } from '../../../package.json';
import { plural } from '../../core/report/figures.js';
import { planTable, targetSentence } from '../../core/report/planReport.js';
import type { SweepCommand } from '../../core/sweep/givenOptions.js';
import { runSettings } from '../../core/sweep/runSettings.js';
import { openEngine } from '../../engines/openEngine.js';
import { type PreparedSweep, prepareSweep } from '../../runner/prepareSweep.js';
import { runSweep, type SweepOutcome } from '../../runner/runSweep.js';
import { serverSentence } from '../../runner/serverSentence.js';
import type { SweepRun } from '../../runner/sweepRun.js';
import { type CliIo, UsageError } from '../cliIo.js';
import { IncompleteSweepError } from '../failure.js';
import { chooseView } from '../progress/chooseView.js';
import { sweepReport } from '../sweepReport.js';
import { readSweepRequest } from '../sweepRequest.js';
import { renderTable } from '../table.js';
import { paintFor, tableStyle } from '../terminal.js';
import { wrapWords } from '../textWidth.js';

/** Adds `--json` to a command that measures. */
export function addJsonOption(command: Command): Command {
  const description = 'Print every event as a line of JSON on standard output, and nothing else there.';
  return command.addOption(new Option('--json', description).helpGroup('Other:'));
}

/**
 * Measures what the command line asks for, shows it, and reports.
 * @throws {IncompleteSweepError} after the report, when scenarios failed
 * @throws the signal's reason after the report, when stopped
 */
export async function measure(command: Command, kind: SweepCommand, io: CliIo): Promise<void> {
  const request = await readSweepRequest(command, kind, io);
  const { json = false } = command.opts<{ json?: boolean }>();
  // Its process starts while the server is looked at.
  const { engine: name, enginePath, engineTimeoutMs } = runSettings(request.options);
  const engine = await openEngine(name, {
    version,
    enginePath: enginePath && resolve(io.cwd, enginePath),
    engineTimeoutMs,
    environment: io.env,
  });
  try {
    const prepared = await prepareSweep(request);
    const run = prepared.run(engine);
    if (run.plan.confirmation !== undefined) throw new UsageError(run.plan.confirmation);
    const { verbose = false } = request.options;
    const begin = () => json || introduce(prepared, { verbose, io });
    const { outcome, failures } = await watch(run, { json, verbose, io, begin });
    const artifactDirectory = resolve(io.cwd, runSettings(request.options).artifactDir);
    if (!json) {
      const style = tableStyle(io.stdout, io.env);
      io.stdout.write(sweepReport({ ...outcome, failures, artifactDirectory, cwd: io.cwd }, style));
    }
    io.signal.throwIfAborted();
    refuseIncomplete(outcome);
  } finally {
    await engine.close();
  }
}

/** Says on standard error what will be measured. */
function introduce({ plan, server }: PreparedSweep, { verbose, io }: { verbose: boolean; io: CliIo }): void {
  const style = tableStyle(io.stderr, io.env);
  const wrapped = (sentence: string) => wrapWords(sentence, style.width);
  const target = plan.scenarios.slice(0, 1).map(targetSentence).flatMap(wrapped);
  const found = wrapped(serverSentence(server)).map(paintFor(io.stderr, io.env).dim);
  io.stderr.write([...target, ...found, ''].join('\n'));
  if (verbose) io.stderr.write(`\n${renderTable(planTable(plan), style)}\n`);
}

interface Watched {
  readonly outcome: SweepOutcome;
  /** One sentence per failed scenario. */
  readonly failures: readonly string[];
}

interface Watching {
  readonly json: boolean;
  /** Shows the commands of other programs that make the load. */
  readonly verbose: boolean;
  readonly io: CliIo;
  /** Called once, when nothing stands in the way of the sweep any more: an error before that is told alone. */
  readonly begin: () => void;
}

async function watch(run: SweepRun, { json, verbose, io, begin }: Watching): Promise<Watched> {
  const { scenarios, notices } = run.plan;
  const view = chooseView(io, { json, stops: scenarios.map(({ scenario }) => scenario.stop) });
  const failures: string[] = [];
  const sayStopping = () => {
    const { message } = io.signal.reason as Error;
    if (message !== '') view.note(message);
  };
  io.signal.addEventListener('abort', sayStopping);
  try {
    let hasBegun = false;
    const outcome = await runSweep(run, {
      signal: io.signal,
      onCommand: verbose ? (line) => view.note(`running: ${line}`) : undefined,
      onEvent(event) {
        if (!hasBegun) {
          hasBegun = true;
          begin();
          for (const message of notices) view.show({ kind: 'warning', message });
        }
        view.show(event);
        if (event.kind === 'failed') failures.push(`${scenarios[event.index]?.title}: ${event.reason}`);
      },
    });
    return { outcome, failures };
  } finally {
    io.signal.removeEventListener('abort', sayStopping);
    view.close();
  }
}

function refuseIncomplete({ summary: { measured, skipped, failed } }: SweepOutcome): void {
  if (failed === 0) return;
  const all = plural(measured + skipped + failed, 'scenario');
  throw new IncompleteSweepError(`${failed} of ${all} failed: the same command measures only what is missing again`);
}

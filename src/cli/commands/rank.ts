import { Command, InvalidArgumentError } from 'commander';
import { UnknownTagError } from '../../core/metrics/tags.js';
import { summaryTables } from '../../core/report/summary.js';
import type { Results } from '../../core/results/results.js';
import { ResultsError } from '../../core/results/resultsError.js';
import type { ResultsView } from '../../core/results/resultsView.js';
import { closestRunConfig } from '../../core/results/tiers.js';
import { type CliIo, UsageError } from '../cliIo.js';
import { tableStyle } from '../terminal.js';
import { hangingLines } from '../textWidth.js';
import { readCheckpointArgument } from './checkpointArgument.js';
import { applyRankingFlags, type RankingFlags } from './rankingOptions.js';
import { rankJson } from './rankJson.js';
import { contributionTable, rankingSentences } from './rankTables.js';
import { formatOption, formatTables, type TableFormat } from './tableFormat.js';

interface RankFlags extends RankingFlags {
  readonly format: TableFormat;
  readonly explain?: true;
}

const examples = `
Examples:

  genai-sweep rank --objective time_to_first_token_p99:1 --objective inter_token_latency_p90:3
      Both latencies, the second three times as important.

  genai-sweep rank --constraint 'request_latency_p99<800' --objective output_token_throughput_avg --explain
      The most tokens per second among those that keep the latency, and why.

  genai-sweep rank --objective output_sequence_length_avg:1:higher --objective gpu_power_usage_avg:2
      Lengths and counts need a direction; GPU metrics count together with the others.

Where there are several models, "model=" in front of an objective or a constraint means that model only.
`;

/** `genai-sweep rank`: the run configs of a checkpoint, best first by objectives, without those that break a constraint. */
export function rankCommand(io: CliIo): Command {
  return new Command('rank')
    .description(
      'Orders the run configs of a checkpoint by weighted objectives, and leaves out what breaks a constraint.',
    )
    .argument('[checkpoint]', 'checkpoint.json, or the folder it lies in', 'checkpoint.json')
    .option('--objective <tag:weight>', 'metric to rank by; repeat for several', collected, [])
    .option('--gpu-objective <tag:weight>', 'GPU metric to rank by; repeat for several', collected, [])
    .option('--constraint <tag<number>', 'limit in ms, GB, W, %, tokens/sec …; repeat for several', collected, [])
    .option('--model-weight <model:weight>', "how much a model's objectives count", collected, [])
    .option('--max-errors <percent>', 'with more failed requests than this, a run config ranks last', percent, 1)
    .option('--explain', 'say what each objective gave, and what puts a run config before the next')
    .addOption(formatOption())
    .addHelpText('after', examples)
    .action((checkpoint: string, flags: RankFlags) => rank(checkpoint, flags, io));
}

async function rank(path: string, flags: RankFlags, io: CliIo): Promise<void> {
  const { results } = await readCheckpointArgument(path, io);
  try {
    applyRankingFlags(results, flags);
  } catch (error) {
    if (error instanceof ResultsError || error instanceof UnknownTagError) throw new UsageError(error.message);
    throw error;
  }
  const explain = flags.explain ?? false;
  if (flags.format === 'json') {
    io.stdout.write(`${JSON.stringify(rankJson(results, explain), null, 2)}\n`);
    return;
  }
  const passing = results.getResultsPassingConstraints();
  const { performance, gpu } = summaryTables(passing, {
    flags: flags.format === 'table',
    measuredOnly: flags.format !== 'csv',
  });
  const explanations = explain ? passing.runConfigs.map(({ name }) => passing.explain(name)) : [];
  const highlightFirst = passing.runConfigs[0]?.demotions.length === 0;
  const tables = formatTables(
    { tables: [performance, gpu, contributionTable(explanations)], format: flags.format, highlightFirst },
    io,
  );
  io.stdout.write(tables);
  const sentences = [
    ...rankingSentences(passing, results.getResultsFailingConstraints(), explain),
    ...nothingPasses(results, passing, flags),
  ];
  if (sentences.length === 0) return;
  // A CSV or Markdown file holds tables only.
  if (flags.format === 'table') {
    const { width } = tableStyle(io.stdout, io.env);
    const lines = sentences.flatMap((sentence) => hangingLines(sentence, { rest: '   ', width }));
    io.stdout.write(`${tables === '' ? '' : '\n'}${lines.join('\n')}\n`);
  } else io.stderr.write(`${sentences.join('\n')}\n`);
}

/** An empty table alone would leave people guessing. */
function nothingPasses(results: Results, passing: ResultsView, flags: RankFlags): string[] {
  if (results.size === 0 || passing.size > 0) return [];
  const { constraints } = results;
  const closest = constraints && closestRunConfig(results, constraints);
  const nearest = closest === undefined ? '' : ` Closest: ${closest.runConfig.name}, ${closest.worst.reason}.`;
  return [`No run config keeps ${flags.constraint.join(' and ')}.${nearest}`];
}

function collected(text: string, before: readonly string[]): readonly string[] {
  return [...before, text];
}

function percent(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= 0 && value <= 100))
    throw new InvalidArgumentError('It is not a percentage from 0 to 100.');
  return value;
}

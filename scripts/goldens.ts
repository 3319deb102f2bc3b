import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parsePythonJson } from '../src/core/results/genaiPerf/pythonJson.js';
import type { PythonDict } from '../src/core/results/genaiPerf/pythonValue.js';
import { Checks } from './goldens/checks.js';
import { replayResultsCase } from './goldens/resultsCase.js';
import { replaySummaryCsvCase } from './goldens/summaryCsvCase.js';

/** How many checks held, and a line for each that did not. */
export interface ReplayOutcome {
  readonly cases: number;
  readonly passed: number;
  readonly failures: readonly string[];
  /** JSON files that are no cases of this kind. */
  readonly ignored: readonly string[];
}

/** Replays every case in a folder and the folders below it against the ranking mode "genai-perf". */
export function replayFolder(folder: string): ReplayOutcome {
  const checks = new Checks();
  const ignored: string[] = [];
  let cases = 0;
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  for (const file of files.filter((name) => name.endsWith('.json')).sort()) {
    const replay = replayOf(join(folder, file));
    if (replay === undefined) {
      ignored.push(file);
      continue;
    }
    cases++;
    tryReplay(checks, file, replay);
  }
  return { cases, passed: checks.passed, failures: checks.failures, ignored };
}

type Replay = (checks: Checks) => void;

function replayOf(path: string): Replay | undefined {
  const golden = parsePythonJson(readFileSync(path, 'utf8'));
  if (!(golden instanceof Map)) return undefined;
  if (golden.has('argv') && golden.has('checkpoint'))
    return (checks) => replaySummaryCsvCase(checks, golden as PythonDict);
  if (golden.has('steps')) return (checks) => replayResultsCase(checks, golden as PythonDict);
  return undefined;
}

/** A case that cannot be replayed at all is one failure. */
function tryReplay(checks: Checks, file: string, replay: Replay): void {
  try {
    replay(checks);
  } catch (error) {
    checks.failures.push(`${file}: ${error instanceof Error ? error.stack : String(error)}`);
  }
}

/** Prints what failed and, as the last line, the count; the result is the exit code. */
export function main(folder: string | undefined): number {
  if (folder === undefined) {
    process.stderr.write('Name the folder of cases: npm run goldens -- <folder>\n');
    return 2;
  }
  // npm runs scripts in the project's folder and tells where the user stands.
  const { cases, passed, failures, ignored } = replayFolder(resolve(process.env['INIT_CWD'] ?? '.', folder));
  for (const failure of failures) process.stdout.write(`FAILED ${failure}\n`);
  if (ignored.length > 0) process.stdout.write(`Not replayed, no cases of this kind: ${ignored.join(', ')}\n`);
  if (cases === 0) process.stdout.write(`No cases in ${folder}\n`);
  process.stdout.write(`${cases} cases\n${passed} passed, ${failures.length} failed\n`);
  return failures.length > 0 || cases === 0 ? 1 : 0;
}

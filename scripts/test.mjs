// npm test: everything, from a fresh clone. `npm test -- unit` runs one level, `npm test -- unit ranges` the files of it
// whose path holds "ranges". Ends with the line "N passed, N failed"; a missing part, a level without tests or a skipped
// test is a failure.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { build, prepare, root, StepFailedError } from './prepare.mjs';
import { runNode } from './run.mjs';

/** In the order of running, the fast ones first. Each is a project of test/vitest.config.ts. */
const levels = ['unit', 'integration', 'page', 'workbench', 'real'];

/** What needs no running program. */
const checks = [
  { name: 'types', args: ['node_modules/typescript/bin/tsc', '--noEmit'] },
  { name: 'types of core', args: ['node_modules/typescript/bin/tsc', '--noEmit', '-p', 'src/core'] },
  { name: 'types of the page', args: ['node_modules/typescript/bin/tsc', '--noEmit', '-p', 'webview-ui'] },
  { name: 'types of the page tests', args: ['node_modules/typescript/bin/tsc', '--noEmit', '-p', 'test/page'] },
  { name: 'lint', args: ['node_modules/@biomejs/biome/bin/biome', 'check', '.'] },
  { name: 'unused code', args: ['node_modules/knip/bin/knip.js'] },
  { name: 'walls', args: ['scripts/checkWalls.mjs'] },
];

const [level, ...filters] = process.argv.slice(2);
const reports = [];
let failedSteps = 0;
try {
  if (level !== undefined && !levels.includes(level))
    throw new StepFailedError(`There is no level "${level}"; there are ${levels.join(', ')}.`);
  await prepare();
  if (level === undefined) failedSteps += await runChecks();
  await build();
  for (const name of level === undefined ? levels : [level]) reports.push(await runLevel(name, filters));
} catch (error) {
  if (!(error instanceof StepFailedError)) throw error;
  console.error(`\n${error.message}`);
  failedSteps++;
}
finish();

/** Runs all checks, whatever they say, and gives the number that failed. */
async function runChecks() {
  let failed = 0;
  for (const { name, args } of checks) {
    const { result: code, minutes } = await timed(() => runNode(args));
    console.log(code === 0 ? `✓ ${name} (${minutes} min)` : `✗ ${name} failed\n`);
    if (code !== 0) failed++;
  }
  return failed;
}

/** Runs one level and counts what happened. */
async function runLevel(name, filters) {
  console.log(`\n── ${name} tests`);
  const folder = mkdtempSync(join(tmpdir(), 'genai-sweep-test-'));
  const resultFile = join(folder, 'result.json');
  const args = ['run', '--config', 'test/vitest.config.ts', '--project', name, ...filters];
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${resultFile}`];
  try {
    const { result: code, minutes } = await timed(() =>
      runNode(['node_modules/vitest/vitest.mjs', ...args, ...reporters]),
    );
    return { name, minutes, ...count(resultFile, code) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Numbers of tests by result; `problems` says why a level with no failed test is no success either. */
function count(resultFile, code) {
  let result;
  try {
    result = JSON.parse(readFileSync(resultFile, 'utf8'));
  } catch {
    return { passed: 0, failed: 1, problems: ['it did not come to its end'] };
  }
  const { numPassedTests: passed, numFailedTests, numPendingTests, numTodoTests } = result;
  const broken = result.testResults.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && assertionResults.every(({ status }) => status !== 'failed'),
  );
  const skipped = numPendingTests + numTodoTests;
  const problems = broken.map(({ name }) => `${relative(root, name)} could not be run`);
  if (passed + numFailedTests === 0) problems.push('it has no tests');
  if (skipped > 0) problems.push(`${skipped} of its tests were skipped`);
  const failed = numFailedTests + problems.length;
  if (code !== 0 && failed === 0) problems.push('it failed outside its tests');
  return { passed, failed: numFailedTests + problems.length, problems };
}

async function timed(run) {
  const start = performance.now();
  const result = await run();
  return { result, minutes: ((performance.now() - start) / 60_000).toFixed(1) };
}

/** Prints a line per level, then the sum; a check or build that failed counts as one failure. */
function finish() {
  console.log('');
  if (failedSteps > 0) console.log(`before the tests: ${failedSteps} failed`);
  for (const { name, passed, failed, minutes, problems } of reports) {
    console.log(`${name}: ${passed + failed} tests, ${failed} failed, ${minutes} min`);
    for (const problem of problems) console.log(`  ${name}: ${problem}`);
  }
  const passed = reports.reduce((sum, report) => sum + report.passed, 0);
  const failed = reports.reduce((sum, report) => sum + report.failed, failedSteps);
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed > 0 ? 1 : 0;
}

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CommanderError } from 'commander';
import { expect, test } from 'vitest';
import { UsageError } from '../../../src/cli/cliIo.js';
import { CancelledError, failureOf, IncompleteSweepError } from '../../../src/cli/failure.js';
import { UnknownTagError } from '../../../src/core/metrics/tags.js';

test.each([
  ['an error of the user', new UsageError('no model is named: add --model'), 'no model is named: add --model', 2],
  ['one of core', new UnknownTagError('speed'), expect.stringContaining('unknown metric "speed"'), 2],
  ['a message of several lines', new UsageError('this\n  and that\n'), 'this and that', 2],
  ['an incomplete sweep', new IncompleteSweepError('1 of 2 failed'), '1 of 2 failed', 1],
  ['help', new CommanderError(0, 'commander.helpDisplayed', ''), undefined, 0],
  ['what commander has told already', new CommanderError(1, 'commander.unknownOption', 'error: x'), undefined, 2],
  ['Ctrl-C', new CancelledError(130, 'stopping'), undefined, 130],
  ['a surprise', new TypeError('x is undefined'), 'x is undefined (run with --verbose for the stack)', 1],
  ['something thrown that is no error', 'oops', 'oops (run with --verbose for the stack)', 1],
])('%s', (_what, error, message, exitCode) => {
  expect(failureOf(error, false)).toEqual({ exitCode, ...(message !== undefined && { message }) });
});

test('--verbose shows the stack of a surprise, and of nothing else', () => {
  expect(failureOf(new TypeError('x is undefined'), true).message).toMatch(/^TypeError: x is undefined\n {4}at /);
  expect(failureOf(new UsageError('no model'), true).message).toBe('no model');
});

/** Errors that no command lets through to the user: they are caught and told in another way. */
const inner = new Set([
  'ApiError',
  'CancelledError',
  'IncompleteSweepError',
  'JsonSyntaxError',
  'MalformedMessageError',
  'MalformedResponseError',
  'NoCompletedRequestError',
  'PythonError',
  'ReflectionError',
  'ScenarioFailedError',
  'ServerTokenizerError',
  'SetupIncompleteError',
  'ToolOutputError',
  'UnexpectedValueError',
  'WorkloadError',
]);

test('every error class that a command can meet is either told to the user in one line, or known not to get there', () => {
  const source = fileURLToPath(new URL('../../../src', import.meta.url));
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((file) =>
    /^(core|storage|load|telemetry|simulator|engines|runner|cli)\b.*\.ts$/.test(file),
  );
  const names = files.flatMap((file) => {
    const text = readFileSync(join(source, file), 'utf8');
    return [...text.matchAll(/override readonly name(?:: string)? = '(\w+)'/g)].map(([, name]) => name!);
  });
  expect(names.length).toBeGreaterThan(20);
  const undecided = names.filter((name) => {
    const error = Object.assign(new Error('x'), { name });
    return !inner.has(name) && failureOf(error, false).exitCode !== 2;
  });
  expect(undecided).toEqual([]);
});

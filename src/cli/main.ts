import { constants } from 'node:os';
import { causeOf } from '../storage/fileError.js';
import { type CliIo, UsageError } from './cliIo.js';
import { CancelledError, failureOf } from './failure.js';
import { createProgram } from './program.js';
import { paintFor } from './terminal.js';

const [first = '', ...others] = process.argv.slice(2);
/** `genai-sweep help rank` asks for the same as `genai-sweep rank --help`. */
const argv = first === 'help' ? [...others, '--help'] : process.argv.slice(2);
const verbose = argv.some((argument) => argument === '-v' || argument === '--verbose');
if (verbose) process.setSourceMapsEnabled(true);
// What Node has against a library is no business of a person who measures: grpc-js names an address in TLS.
else process.noDeprecation = true;
const stopping = 'stopping: what is done is kept; once more ends at once';
let outputProblem: UsageError | undefined;
let isEnding = false;
const cancel = new AbortController();

const io: CliIo = {
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  cwd: process.cwd(),
  signal: cancel.signal,
};

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stop(signal));
for (const stream of [process.stdout, process.stderr]) stream.on('error', (error) => outputFailed(error));
process.on('uncaughtException', (error) => void finish(error));

try {
  const program = await createProgram(argv, io);
  await program.parseAsync(argv, { from: 'user' });
  await finish(undefined);
} catch (error) {
  await finish(error);
}

/** The first signal stops cleanly and keeps what is done, the second does not wait for anything. */
function stop(signal: 'SIGINT' | 'SIGTERM' | 'SIGHUP'): void {
  const error = new CancelledError(128 + constants.signals[signal], stopping);
  if (cancel.signal.aborted) process.exit(error.exitCode);
  cancel.abort(error);
}

/** `| head` has seen enough: stop without a word. A full disk is told at the end. */
function outputFailed(error: NodeJS.ErrnoException): void {
  const isReaderGone = error.code === 'EPIPE';
  if (!isReaderGone) outputProblem ??= new UsageError(`cannot write the output: ${causeOf(error)}`);
  if (!cancel.signal.aborted) cancel.abort(new CancelledError(isReaderGone ? 128 + constants.signals.SIGPIPE : 2, ''));
}

/** Lets the streams run dry, says what went wrong, and ends the process. */
async function finish(error: unknown): Promise<void> {
  if (isEnding) return;
  isEnding = true;
  await Promise.all([written(process.stdout), written(process.stderr)]);
  const failure = outputProblem ?? error;
  if (failure === undefined) process.exit(0);
  const { message, exitCode } = failureOf(failure, verbose);
  if (message !== undefined)
    process.stderr.write(`${paintFor(process.stderr, process.env).red('error:')} ${message}\n`);
  await written(process.stderr);
  process.exit(exitCode);
}

/** Resolves when all is written, or cannot be. */
function written(stream: NodeJS.WritableStream): Promise<void> {
  return new Promise((resolve) => stream.write('', () => resolve()));
}

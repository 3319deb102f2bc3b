import { constants } from 'node:os';
import type { CliIo } from './cliIo.js';
import { CancelledError, failureOf } from './failure.js';
import { createProgram } from './program.js';
import { paintFor } from './terminal.js';

const [first = '', ...others] = process.argv.slice(2);
/** `genai-sweep help rank` asks for the same as `genai-sweep rank --help`. */
const argv = first === 'help' ? [...others, '--help'] : process.argv.slice(2);
const verbose = argv.some((argument) => argument === '-v' || argument === '--verbose');
if (verbose) process.setSourceMapsEnabled(true);
const stopping = 'stopping: what is done is kept; once more ends at once';
const cancel = new AbortController();

const io: CliIo = {
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  cwd: process.cwd(),
  signal: cancel.signal,
};

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stop(signal));
process.stdout.on('error', (error) => readerGone(error));
process.stderr.on('error', (error) => readerGone(error));
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

/** `| head` has seen enough: stop without a word. */
function readerGone(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
  if (!cancel.signal.aborted) cancel.abort(new CancelledError(128 + constants.signals.SIGPIPE, ''));
}

/** Says what went wrong, lets the streams run dry, and ends the process. */
async function finish(error: unknown): Promise<void> {
  const { message, exitCode } = error === undefined ? { message: undefined, exitCode: 0 } : failureOf(error, verbose);
  if (message !== undefined)
    process.stderr.write(`${paintFor(process.stderr, process.env).red('error:')} ${message}\n`);
  await Promise.all([process.stdout, process.stderr].map((stream) => new Promise((done) => stream.write('', done))));
  process.exit(exitCode);
}

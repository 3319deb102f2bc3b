/** Where a command reads its surroundings and writes to; tests pass their own. */
export interface CliIo {
  /** Results: tables, JSON. */
  readonly stdout: NodeJS.WritableStream;
  /** Progress, warnings, errors. */
  readonly stderr: NodeJS.WritableStream;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Absolute working directory. */
  readonly cwd: string;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
}

/** An error of the user's making: printed as one line, exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

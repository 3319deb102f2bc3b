import { CommanderError } from 'commander';

/** How a command that did not succeed ends. */
export interface Failure {
  /** Undefined when everything is said already. */
  readonly message?: string | undefined;
  readonly exitCode: number;
}

/** Exit codes of the program; 0 is success. */
const exitCodes = { incomplete: 1, unexpected: 1, usage: 2 } as const;

/** A sweep of which something is missing; its message is one sentence with what to do. */
export class IncompleteSweepError extends Error {
  override readonly name = 'IncompleteSweepError';
}

/** Something that a sweep needs is not usable here. */
export class SetupIncompleteError extends Error {
  override readonly name = 'SetupIncompleteError';
}

/** The reason of an abort from outside: a signal, or a reader that went away. */
export class CancelledError extends Error {
  override readonly name = 'CancelledError';
  /**
   * @param exitCode 128 and the signal's number, as shells have it
   * @param message to say at once; empty where nobody listens any more
   */
  constructor(
    readonly exitCode: number,
    message: string,
  ) {
    super(message);
  }
}

/** Errors that the user can do something about: their messages are one sentence each, and a stack would not help. */
const userErrorNames: ReadonlySet<string> = new Set([
  'CheckpointError',
  'ConstraintError',
  'DamagedCheckpointError',
  'EngineUnusableError',
  'FileError',
  'FolderInUseError',
  'FolderNotWritableError',
  'InputFileError',
  'MetricsUrlError',
  'ObjectiveError',
  'OptionError',
  'ResultsError',
  'ServerError',
  'TokenizerFileError',
  'UnknownModelError',
  'UnknownRunConfigError',
  'UnknownTagError',
  'UsageError',
]);

/** @param verbose tell the stack of an error that nobody foresaw */
export function failureOf(error: unknown, verbose: boolean): Failure {
  if (error instanceof CommanderError) return { exitCode: error.exitCode === 0 ? 0 : exitCodes.usage };
  if (error instanceof CancelledError) return { exitCode: error.exitCode };
  if (!(error instanceof Error)) return unexpected(String(error), undefined, verbose);
  if (error.name === 'IncompleteSweepError' || error.name === 'SetupIncompleteError')
    return { message: oneLine(error.message), exitCode: exitCodes.incomplete };
  if (userErrorNames.has(error.name)) return { message: oneLine(error.message), exitCode: exitCodes.usage };
  return unexpected(error.message, error.stack, verbose);
}

function unexpected(message: string, stack: string | undefined, verbose: boolean): Failure {
  const text = verbose && stack !== undefined ? stack : `${oneLine(message)} (run with --verbose for the stack)`;
  return { message: text, exitCode: exitCodes.unexpected };
}

/** Messages of other programs and libraries may have several lines. */
export function oneLine(message: string): string {
  return message.trim().replace(/\s*\n\s*/g, ' ');
}

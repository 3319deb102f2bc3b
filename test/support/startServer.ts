import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { basename } from 'node:path';
import { createInterface } from 'node:readline';

/** A server program that runs until its standard input is closed, so that it ends with the test process at the latest. */
export interface ServerProgram {
  /** What it printed first: one line of JSON, parsed. */
  readonly greeting: unknown;
  readonly pid: number;
  /** Closes its standard input and waits for its end. */
  close(): Promise<void>;
}

/**
 * Starts a program and waits for its first line.
 * @param input first line of its standard input
 * @throws when it ends before that
 */
export async function startServer(command: string, args: readonly string[], input = ''): Promise<ServerProgram> {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  child.stdin.write(input === '' ? '' : `${input}\n`);
  const lines = once(createInterface({ input: child.stdout }), 'line') as Promise<[string]>;
  const [line] = await Promise.race([
    lines,
    ended.then(([code]) => {
      throw new Error(`${basename(command)} ${args[0]} ended with code ${code} before it listened`);
    }),
  ]);
  return {
    greeting: JSON.parse(line),
    pid: child.pid!,
    async close() {
      child.stdin.end();
      await ended;
    },
  };
}

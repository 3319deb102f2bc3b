import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { SimulatorOptions } from '../../../src/simulator/options.js';
import type { Simulator } from '../../../src/simulator/startSimulator.js';
import type { TruthLine } from '../../../src/simulator/truthLog.js';

const program = resolve(import.meta.dirname, '../../../dist/simulatorProcess.js');

/** A simulator that shares neither event loop nor garbage collector with the client under test. */
export interface SimulatorProcess extends Simulator {
  readonly pid: number;
}

/** Starts the built simulator as a process of its own; it ends with `close()`, or with this process. */
export async function startSimulatorProcess(options: SimulatorOptions = {}): Promise<SimulatorProcess> {
  const child = spawn(process.execPath, [program], { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.write(`${JSON.stringify(options)}\n`);
  const line = await firstLine(child);
  const { url, metricsUrl } = JSON.parse(line) as { url: string; metricsUrl: string };
  return {
    url,
    metricsUrl,
    pid: child.pid!,
    async close() {
      const ended = once(child, 'exit');
      child.stdin.end();
      await ended;
    },
  };
}

async function firstLine(child: ChildProcess): Promise<string> {
  const lines = once(createInterface({ input: child.stdout! }), 'line') as Promise<[string]>;
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`the simulator ended with code ${code} before it listened`);
  });
  const [line] = await Promise.race([lines, ended]);
  return line;
}

/** Reads a truth log; complete once the simulator is closed. */
export function readTruthLog(file: string): TruthLine[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as TruthLine);
}

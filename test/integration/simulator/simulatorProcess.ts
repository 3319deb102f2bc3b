import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { SimulatorOptions } from '../../../src/simulator/options.js';
import type { Simulator } from '../../../src/simulator/startSimulator.js';
import type { TruthLine } from '../../../src/simulator/truthLog.js';
import { startServer } from '../../support/startServer.js';

const program = resolve(import.meta.dirname, '../../../dist/simulatorProcess.js');

/** A simulator that shares neither event loop nor garbage collector with the client under test. */
export interface SimulatorProcess extends Simulator {
  readonly pid: number;
}

/** Starts the built simulator as a process of its own; it ends with `close()`, or with this process. */
export async function startSimulatorProcess(options: SimulatorOptions = {}): Promise<SimulatorProcess> {
  const { greeting, pid, close } = await startServer(process.execPath, [program], JSON.stringify(options));
  const { url, metricsUrl } = greeting as Pick<Simulator, 'url' | 'metricsUrl'>;
  return { url, metricsUrl, pid, close };
}

/** Reads a truth log; complete once the simulator is closed. */
export function readTruthLog(file: string): TruthLine[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as TruthLine);
}

// Runs the simulator as a process of its own. One line of JSON with the options comes in by stdin, one with the addresses
// goes out by stdout; it ends when stdin is closed, so it never outlives whoever started it.
import { createInterface } from 'node:readline';
import type { SimulatorOptions } from './options.js';
import { startSimulator } from './startSimulator.js';

const lines = createInterface({ input: process.stdin });
lines.once('line', (line) => {
  void run(JSON.parse(line) as SimulatorOptions).catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  });
});

async function run(options: SimulatorOptions): Promise<void> {
  const { url, metricsUrl, close } = await startSimulator(options);
  const end = () => void close().then(() => process.exit(0));
  lines.once('close', end);
  process.once('SIGTERM', end);
  process.once('SIGINT', end);
  process.stdout.write(`${JSON.stringify({ url, metricsUrl })}\n`);
}

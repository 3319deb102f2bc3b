// npm start: installs if needed, builds, starts the simulator, sweeps it over concurrency 1 to 32 with live progress, and
// says where everything is. Results go to ./demo; every run starts anew.
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { build, prepare, root, StepFailedError } from './prepare.mjs';
import { runNode, startNode } from './run.mjs';

const model = 'simulated-llm';
/** Answers quickly, and saturates within the sweep: 100 requests one by one take about 9 s. */
const simulated = { models: [model], ttftMs: 15, itlMs: 3, itlGrowth: 0.06, slots: 16, jitter: 0.1, gpus: 1 };
const folder = `${root}/demo`;

try {
  await prepare();
  await build();
  mkdirSync(folder, { recursive: true });
  const simulator = await startSimulator();
  const args = sweepOf(simulator);
  console.log(`Sweeping a simulated LLM server at ${simulator.url} over concurrency 1 to 32 (half a minute):\n`);
  console.log(`  genai-sweep ${args.join(' ')}\n`);
  const code = await runNode([`${root}/dist/cli.js`, ...args], { cwd: folder });
  simulator.process.stdin.end();
  await once(simulator.process, 'exit');
  if (code !== 0) throw new StepFailedError('The sweep did not succeed.');
  console.log(farewell(args));
} catch (error) {
  if (!(error instanceof StepFailedError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

/** Starts the simulator as a process of its own; it ends when its stdin does. */
async function startSimulator() {
  const child = startNode([`${root}/dist/simulatorProcess.js`], { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.write(`${JSON.stringify(simulated)}\n`);
  const lines = createInterface({ input: child.stdout });
  const started = once(lines, 'line').then(([line]) => JSON.parse(line));
  const ended = once(child, 'exit').then(() => {
    throw new StepFailedError('The simulator did not start.');
  });
  const { url, metricsUrl } = await Promise.race([started, ended]);
  return { url, metricsUrl, process: child };
}

function sweepOf({ url, metricsUrl }) {
  return [
    ...['analyze', '-m', model, '-u', url, '--endpoint-type', 'chat', '--streaming'],
    ...['--sweep-type', 'concurrency', '--sweep-range', '1:32'],
    ...['--synthetic-input-tokens-mean', '200', '--output-tokens-mean', '24'],
    ...['--server-metrics-url', metricsUrl, '--fresh'],
  ];
}

function farewell(args) {
  const cli = `node ${root}/dist/cli.js`;
  const own = args.slice(args.indexOf('--endpoint-type'), args.indexOf('--server-metrics-url')).join(' ');
  return `
Everything above is simulated. The files are in ${folder}.

Rank them by what matters to you:
  cd ${folder} && ${cli} rank --objective time_to_first_token_p99:3 --objective output_token_throughput_avg:1

Sweep your own server with the same command:
  ${cli} analyze -m <model> -u <host:port> ${own}
`;
}

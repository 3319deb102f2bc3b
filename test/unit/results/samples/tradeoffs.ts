import {
  compareTiers,
  kneePoint,
  ModelConstraints,
  paretoFront,
  RunConstraints,
  readCheckpoint,
} from '../../../../src/index.js';

const { results } = await readCheckpoint();

// Which run configs are worth choosing from
const { front, dominated, leftOut } = paretoFront(results.runConfigs, [
  { tag: 'time_to_first_token_p99' },
  { tag: 'output_token_throughput_avg' },
]);

// Which one is best under each of several sets of limits
const tier = (ttftMs: number) =>
  new RunConstraints({ gpt2: new ModelConstraints({ time_to_first_token_p99: ttftMs }) });
const [interactive, batch] = compareTiers(results, { interactive: tier(30), batch: tier(1000) });

// Where more load stops paying
const curve = results.inInsertionOrder.map((runConfig) => ({
  x: Number(runConfig.getPerfAnalyzerParameters()['concurrency']),
  y: runConfig.getModelPerfMetricValue('gpt2', 'request_throughput_avg') ?? 0,
}));
const knee = kneePoint(curve);

export { batch, curve, dominated, front, interactive, knee, leftOut };

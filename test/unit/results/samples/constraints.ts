import {
  ModelConstraints,
  OutputTokenThroughputAvg,
  RequestLatencyP99,
  RunConstraints,
  readCheckpoint,
  TimeToFirstTokenP99,
} from '../../../../src/index.js';

const { results } = await readCheckpoint();

// Under 50 ms to the first token, at least 200 tokens per second
const modelConstraints = new ModelConstraints({
  [TimeToFirstTokenP99.tag]: 50,
  [OutputTokenThroughputAvg.tag]: { operator: '>=', value: 200 },
});
results.setConstraints(new RunConstraints({ gpt2: modelConstraints }));

const passing = results.getResultsPassingConstraints().runConfigs;
const failing = results.getResultsFailingConstraints().runConfigs;
const reasons = failing.flatMap((runConfig) => runConfig.checkConstraints().map((check) => check.reason));

// The same for one run config, with limits of its own
const isQuick = passing[0]?.isPassingConstraints(
  new RunConstraints({ gpt2: new ModelConstraints({ [RequestLatencyP99.tag]: 60 }) }),
);

export { failing, isQuick, passing, reasons };

import {
  GPUPowerUsageP99,
  InterTokenLatencyP90,
  OutputSequenceLengthAvg,
  readCheckpoint,
  TimeToFirstTokenAvg,
} from '../../../../src/index.js';

const { results } = await readCheckpoint();

// One objective: its weight does not matter
results.setGpuMetricObjectives({ gpt2: { [GPUPowerUsageP99.tag]: 1 } });

// Inter-token latency (p90) counts three times as much as time to first token (average)
results.setGpuMetricObjectives({});
results.setPerfMetricObjectives({ gpt2: { [TimeToFirstTokenAvg.tag]: 1, [InterTokenLatencyP90.tag]: 3 } });
const balanced = results.runConfigs.map((runConfig) => runConfig.name);

// Lengths and counts are neither good nor bad by themselves
results.setPerfMetricObjectives({ gpt2: { [OutputSequenceLengthAvg.tag]: { weight: 1, direction: 'higher' } } });

// What puts the first one before the second
const why = results.explain(balanced[0]!).next?.reason;

export { balanced, why };

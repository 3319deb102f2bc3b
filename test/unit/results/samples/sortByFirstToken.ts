import { InputSequenceLengthP99, readCheckpoint, TimeToFirstTokenP99 } from '../../../../src/index.js';

// Read the checkpoint
const modelName = 'gpt2';
const checkpoint = await readCheckpoint('checkpoint.json');
const results = checkpoint.results;

// Sort by time to first token
results.setPerfMetricObjectives({ [modelName]: { [TimeToFirstTokenP99.tag]: 1 } });

// Lists of input lengths and of the times to first token that belong to them, lowest first
const isl: (number | undefined)[] = [];
const ttft: (number | undefined)[] = [];
for (const runConfig of results.runConfigs) {
  isl.push(runConfig.getModelPerfMetricValue(modelName, InputSequenceLengthP99.tag));
  ttft.push(runConfig.getModelPerfMetricValue(modelName, TimeToFirstTokenP99.tag));
}

export { isl, ttft };

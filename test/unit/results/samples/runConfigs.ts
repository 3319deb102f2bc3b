import { GPUPowerUsageAvg, readCheckpoint, TimeToFirstTokenP99 } from '../../../../src/index.js';

const { results } = await readCheckpoint();
const runConfig = results.get('gpt2_run_config_3')!;

// { parameter name: value }
runConfig.getGenaiPerfParameters();
runConfig.getPerfAnalyzerParameters();

// { GPU: records }, { server: records } and { model: records }
runConfig.getAllGpuMetrics();
runConfig.getAllServerMetrics();
runConfig.getAllPerfMetrics();

// All records of a model, one record, its value in ms
runConfig.getModelPerfMetrics('gpt2');
const record = runConfig.getModelPerfMetric('gpt2', TimeToFirstTokenP99.tag);
const ttftMs = runConfig.getModelPerfMetricValue('gpt2', TimeToFirstTokenP99.tag);

// One record of a GPU, its value in W
runConfig.getGpuMetric('gpu0', GPUPowerUsageAvg.tag);
const watt = runConfig.getGpuMetricValue('gpu0', GPUPowerUsageAvg.tag);

export { record, ttftMs, watt };

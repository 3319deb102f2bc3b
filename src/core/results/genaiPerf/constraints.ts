import { asDict } from './objectives.js';
import { asNumber, mean } from './pythonNumber.js';
import type { PythonValue } from './pythonValue.js';
import { isHigherBetter } from './recordRules.js';
import type { RunMeasurement } from './runMeasurement.js';

/**
 * `RunConfigMeasurement.is_passing_constraints`: raw values against raw limits, strictly. A metric that was not measured
 * passes, and each model named is held to the constraints of all models.
 */
export function isPassingConstraints(measurement: RunMeasurement): boolean {
  const { constraints } = measurement;
  if (constraints === undefined) return true;
  let isPassing = true;
  for (const [model, own] of constraints) {
    if (own === null) continue;
    for (const ofSomeModel of constraints.values()) {
      if (ofSomeModel === null) continue;
      for (const [tag, limit] of asDict(ofSomeModel)) {
        isPassing = areGpusPassing(measurement, tag, limit) && isPassing;
        isPassing = isModelPassing(measurement, [model, tag], limit) && isPassing;
      }
    }
  }
  return isPassing;
}

/** The mean over all GPUs counts; if one of them lacks the metric, nothing does. */
function areGpusPassing(measurement: RunMeasurement, tag: string, limit: PythonValue): boolean {
  const byGpu = measurement.gpuMetric(tag);
  if (byGpu === undefined || byGpu.size === 0) return true;
  return isWithin(tag, mean([...byGpu.values()].map(asNumber)), limit);
}

function isModelPassing(measurement: RunMeasurement, [model, tag]: [string, string], limit: PythonValue): boolean {
  const value = measurement.perfMetric(model, tag);
  return value === undefined || isWithin(tag, value, limit);
}

function isWithin(tag: string, value: PythonValue, limit: PythonValue): boolean {
  return isHigherBetter(tag) ? asNumber(value) > asNumber(limit) : asNumber(value) < asNumber(limit);
}

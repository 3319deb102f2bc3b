import { assertSameKeys, type Shares } from './objectives.js';
import { PythonError } from './pythonError.js';
import { add, asNumber, divide, mean, multiply, sum } from './pythonNumber.js';
import { pythonRepr } from './pythonText.js';
import type { PythonNumber, PythonValue } from './pythonValue.js';
import { advantage, isHigherBetter } from './recordRules.js';
import type { RunMeasurement } from './runMeasurement.js';

/** How far one record is ahead of another: the original has two measures of it. */
interface Lead {
  readonly of: (tag: string, mine: PythonNumber, theirs: PythonNumber) => PythonNumber;
  /** The whole result when only one side has a metric. */
  readonly whenOnlyOneHasIt: bigint;
}

/** The difference, relative to the mean of both: between -2 and 2 for positive values. */
const scoreLead: Lead = {
  of: (tag, mine, theirs) => divide(advantage(tag, mine, theirs), mean([mine, theirs])),
  whenOnlyOneHasIt: 1n,
};

/** The difference in percent of the other value, or of the own one where lower is better. */
const percentageLead: Lead = {
  of: (tag, mine, theirs) => {
    const base = isHigherBetter(tag) ? theirs : mine;
    return multiply(divide(advantage(tag, mine, theirs), base), 100n);
  },
  whenOnlyOneHasIt: 100n,
};

/**
 * `RunConfigMeasurement.get_score`: above 0 when `mine` is better. Relative differences of several objectives do not
 * add up: a can beat b, b beat c and c beat a.
 */
export function score(mine: RunMeasurement, theirs: RunMeasurement): PythonNumber {
  const byModel = modelLeads(mine, theirs, scoreLead);
  const gpuScores = gpuLeads(mine, theirs, scoreLead);
  const gpuScore = gpuScores.length === 0 ? 0n : mine.gpuObjectives.size === 0 ? 0 : mean(gpuScores);
  return add(sum(weighted(byModel, mine.modelWeights)), gpuScore);
}

/** `RunConfigMeasurement.calculate_weighted_percentage_gain`; a StatisticsError when `mine` has no GPU. */
export function percentageGain(mine: RunMeasurement, theirs: RunMeasurement): PythonNumber {
  const gpuGain = mean(gpuLeads(mine, theirs, percentageLead));
  const byModel = modelLeads(mine, theirs, percentageLead);
  const gains = weighted(byModel, mine.modelWeights);
  const [firstModel] = mine.records.perfMetrics.values();
  if (firstModel === undefined) throw new PythonError('IndexError', 'list index out of range');
  const [firstTag] = firstModel.keys();
  if (firstTag === undefined) return mine.gpuObjectives.size > 0 ? gpuGain : 0;
  return mine.gpuObjectives.size > 0 ? mean([mean(gains), gpuGain]) : mean(gains);
}

/** `ModelConfigMeasurement.get_weighted_score` of one model. */
export function modelScore(model: string, mine: RunMeasurement, theirs: RunMeasurement): PythonNumber {
  return modelLead(model, [mine, theirs], scoreLead);
}

/** `ModelConfigMeasurement.calculate_weighted_percentage_gain` of one model. */
export function modelPercentageGain(model: string, mine: RunMeasurement, theirs: RunMeasurement): PythonNumber {
  return modelLead(model, [mine, theirs], percentageLead);
}

type Pair = readonly [mine: RunMeasurement, theirs: RunMeasurement];

function modelLeads(mine: RunMeasurement, theirs: RunMeasurement, lead: Lead): ReadonlyMap<string, PythonNumber> {
  const { perfMetrics } = mine.records;
  assertSameKeys(perfMetrics, theirs.records.perfMetrics);
  const leads = new Map<string, PythonNumber>();
  for (const model of perfMetrics.keys()) leads.set(model, modelLead(model, [mine, theirs], lead));
  return leads;
}

function modelLead(model: string, [mine, theirs]: Pair, lead: Lead): PythonNumber {
  let total: PythonNumber = 0;
  for (const [tag, share] of mine.objectivesOf(model)) {
    const a = mine.perfMetric(model, tag);
    const b = theirs.perfMetric(model, tag);
    // Whatever earlier objectives contributed is dropped, also when both lack it.
    if (a === undefined || b === undefined) {
      return lead.whenOnlyOneHasIt * (BigInt(a !== undefined) - BigInt(b !== undefined));
    }
    total = add(total, multiply(share, lead.of(tag, asNumber(a), asNumber(b))));
  }
  return total;
}

/** One lead for each GPU of `mine`, over the GPU objectives of all models. */
function gpuLeads(mine: RunMeasurement, theirs: RunMeasurement, lead: Lead): readonly PythonNumber[] {
  const leads: PythonNumber[] = [];
  for (const gpu of mine.records.gpuMetrics.keys()) {
    let total: PythonNumber = 0;
    for (const objectives of mine.gpuObjectives.values()) {
      for (const [tag, share] of objectives) {
        const a = gpuValue(mine, gpu, tag);
        const b = gpuValue(theirs, gpu, tag);
        total = add(total, multiply(share, lead.of(tag, asNumber(a), asNumber(b))));
      }
    }
    leads.push(total);
  }
  return leads;
}

function gpuValue(measurement: RunMeasurement, gpu: string, tag: string): PythonValue {
  const byGpu = measurement.gpuMetric(tag);
  if (byGpu === undefined) throw new PythonError('TypeError', "'NoneType' object is not subscriptable");
  const value = byGpu.get(gpu);
  if (value === undefined) throw new PythonError('KeyError', pythonRepr(gpu));
  return value;
}

function weighted(byModel: ReadonlyMap<string, PythonNumber>, weights: Shares): readonly PythonNumber[] {
  assertSameKeys(weights, byModel);
  const products: PythonNumber[] = [];
  for (const [model, weight] of weights) products.push(multiply(byModel.get(model) ?? 0n, weight));
  return products;
}

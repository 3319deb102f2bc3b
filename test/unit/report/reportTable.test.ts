import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvRows, csvTable, markdownTable, type ReportTable } from '../../../src/core/report/reportTable.js';

const table: ReportTable = {
  columns: [
    { title: 'Config Name', align: 'left' },
    { title: 'p99 (ms)', align: 'right' },
  ],
  rows: [
    ['a|b\\c', '1.50'],
    ['two\nlines', ''],
  ],
};

/** RFC 4180, read by hand. */
function parseCsv(text: string): string[][] {
  const rows: string[][] = [];
  const cell = /("(?:[^"]|"")*"|[^",\r\n]*)(,|\r\n)/gy;
  let row: string[] = [];
  for (let match = cell.exec(text); match !== null; match = cell.exec(text)) {
    row.push(match[1]!.startsWith('"') ? match[1]!.slice(1, -1).replaceAll('""', '"') : match[1]!);
    if (match[2] === '\r\n') {
      rows.push(row);
      row = [];
    }
  }
  return rows;
}

describe('csvTable', () => {
  it('quotes only what needs it', () => {
    expect(csvTable(table)).toBe('Config Name,p99 (ms)\r\na|b\\c,1.50\r\n"two\nlines",\r\n');
  });

  it('can be read back, whatever the cells hold', () => {
    const cell = fc.oneof(fc.string(), fc.constantFrom('"', ',', '\n', '\r', '\r\n', '-1.5', '=A1'));
    fc.assert(
      fc.property(fc.array(fc.array(cell, { minLength: 2, maxLength: 2 }), { minLength: 1 }), (rows) => {
        expect(parseCsv(csvRows(rows))).toEqual(rows);
      }),
    );
  });
});

describe('markdownTable', () => {
  it('aligns numbers right and keeps every row on its line', () => {
    expect(markdownTable(table)).toBe(
      '| Config Name | p99 (ms) |\n| :--- | ---: |\n| a\\|b\\\\c | 1.50 |\n| two lines |  |\n',
    );
  });
});

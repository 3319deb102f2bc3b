import type { AccuracyRow } from './accuracy.js';
import { type BenchResult, type Target, targetsOf } from './targets.js';
import type { ThroughputRow } from './throughput.js';

/** The result as text tables, promises last. */
export function reportOf(result: BenchResult): string {
  const { machine, repetitions, absent, stampNanoseconds } = result;
  const blocks = [
    `${machine.cpu}, ${machine.cores} cores, Node ${machine.node}, load ${machine.load.toFixed(1)}; medians of ${repetitions} alternating runs`,
    ...absent.map((line) => `absent: ${line}`),
    `one reading of the clock: ${stampNanoseconds.toFixed(0)} ns`,
  ];
  if (result.throughput !== undefined) {
    blocks.push(heading('Full speed, 64 streams, 1 token per answer'), throughputTable(result.throughput.oneToken));
    blocks.push(
      heading('Full speed, 64 streams, 256 tokens per answer'),
      throughputTable(result.throughput.manyTokens),
    );
  }
  for (const { streams, rows } of result.accuracy ?? []) {
    blocks.push(heading(`Client minus server, ms; ${streams} streams, TTFT 20 ms, ITL 5 ms`), accuracyTable(rows));
  }
  if (result.openLoop !== undefined) {
    const { requestsPerSecond, sendDelayP50Ms, sendDelayP99Ms, clientCpuShare } = result.openLoop;
    blocks.push(heading(`Open loop, ${requestsPerSecond} requests/s`));
    blocks.push(
      `send delay p50 ${number(sendDelayP50Ms)} ms, p99 ${number(sendDelayP99Ms)} ms; CPU ${number(clientCpuShare)} cores`,
    );
  }
  blocks.push(heading('Promises'), targetTable(targetsOf(result)));
  return blocks.join('\n');
}

const heading = (text: string) => `\n${text}`;

function throughputTable(rows: readonly ThroughputRow[]): string {
  return table(
    ['', 'runs', 'requests/s', 'tokens/s', 'CPU s per 1000 requests'],
    rows.map((row) => [
      row.contestant,
      String(row.runs),
      row.requestsPerSecond.toFixed(0),
      row.tokensPerSecond.toFixed(0),
      row.cpuSecondsPer1000Requests.toFixed(4),
    ]),
  );
}

function accuracyTable(rows: readonly AccuracyRow[]): string {
  return table(
    ['', 'runs', 'TTFT p50', 'TTFT p99', 'ITL p50', 'ITL p99'],
    rows.map((row) => [
      row.contestant,
      String(row.runs),
      ...[row.ttftErrorP50Ms, row.ttftErrorP99Ms, row.itlErrorP50Ms, row.itlErrorP99Ms].map((ms) => ms.toFixed(3)),
    ]),
  );
}

function targetTable(targets: readonly Target[]): string {
  return table(
    ['', 'measured', 'limit', ''],
    targets.map(({ what, measured, limit, isKept }) => [
      what,
      number(measured),
      number(limit),
      isKept ? 'kept' : Number.isNaN(measured) || Number.isNaN(limit) ? 'not measured' : 'MISSED',
    ]),
  );
}

const number = (value: number) => (Math.abs(value) < 10 ? value.toFixed(3) : value.toFixed(0));

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]!.length)));
  const line = (cells: readonly string[]) =>
    cells.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!))).join('  ');
  return [head, ...rows].map(line).join('\n');
}

import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import { currentBlock } from '../../../src/cli/progress/currentBlock.js';
import { finishedTable } from '../../../src/cli/progress/finishedTable.js';
import { liveView } from '../../../src/cli/progress/liveView.js';
import { advance, noProgress } from '../../../src/cli/progress/sweepProgress.js';
import { paintFor } from '../../../src/cli/terminal.js';
import type { SweepEvent } from '../../../src/runner/sweepEvents.js';
import { loadProgress, scriptedStops, scriptedSweep } from './scriptedSweep.js';
import { TextStream } from './textStream.js';

const noColor = paintFor(new TextStream(), {});
const scenarios = [1, 16].map((value) => ({
  swept: [{ name: 'concurrency' as const, value }],
  label: `concurrency=${value}`,
}));
const measured: Extract<SweepEvent, { kind: 'measured' }> = {
  kind: 'measured',
  index: 1,
  runConfig: 'gpt2_run_config_1',
  ttftP99Ms: 182.1,
  requestLatencyP99Ms: 1660.1,
  requestsPerSecond: 46.4,
  tokensPerSecond: 2970.08,
  flags: [],
};
const figures = ['ttftP99Ms', 'requestLatencyP99Ms', 'requestsPerSecond', 'tokensPerSecond'] as const;
const flags: typeof measured.flags = [{ code: 'few-requests', label: 'n=40', text: 'Only 40 requests.' }];

function tableLines(columns: number): string[] {
  const table = finishedTable({ scenarios, figures }, { paint: noColor, width: () => columns });
  return [
    ...table.header(),
    ...table.measured(measured),
    ...table.measured({ ...measured, flags }),
    ...table.skipped(0, 'gpt2_run_config_0:concurrency1 found in checkpoint - skipping profiling...'),
    ...table.failed(1, 'every request failed: HTTP 503 "the server is overloaded, please try again"'),
  ];
}

test('finished scenarios form a table', () => {
  expect(tableLines(120)).toEqual([
    '                  p99 TTFT  p99 latency   requests      tokens',
    '    concurrency         ms           ms    per sec     per sec',
    '  ✓          16     182.10     1,660.10      46.40    2,970.08',
    '  !          16     182.10     1,660.10      46.40    2,970.08  n=40',
    '  –           1  gpt2_run_config_0:concurrency1 found in checkpoint - skipping profiling...',
    '  ✗          16  failed: every request failed: HTTP 503 "the server is overloaded, please try again"',
  ]);
});

test('in a narrow terminal sentences go on below their start and no word is lost', () => {
  const narrow = tableLines(66);
  expect(narrow.every((line) => line.length <= 66)).toBe(true);
  const words = (lines: string[]) => lines.join(' ').split(/\s+/);
  expect(words(narrow)).toEqual(words(tableLines(120)));
  expect(narrow.slice(3, 5)).toEqual([
    '  !          16     182.10     1,660.10      46.40    2,970.08',
    '                 n=40',
  ]);
});

test('a scenario without swept values goes by its label', () => {
  const table = finishedTable(
    { scenarios: [{ swept: [], label: 'gpt2' }], figures },
    { paint: noColor, width: () => 80 },
  );
  expect(table.measured({ ...measured, index: 0 })[0]).toMatch(/^ {2}✓ {5}gpt2 {5}182\.10/);
});

test('what an endpoint cannot be measured by has no column', () => {
  const embeddings = finishedTable(
    { scenarios, figures: ['requestLatencyP99Ms', 'requestsPerSecond'] },
    { paint: noColor, width: () => 120 },
  );
  const { ttftP99Ms: _, tokensPerSecond: __, ...rest } = measured;
  expect([...embeddings.header(), ...embeddings.measured(rest)]).toEqual([
    '                 p99 latency   requests',
    '    concurrency           ms    per sec',
    '  ✓          16     1,660.10      46.40',
  ]);
});

test.each([30, 60, 80, 120, 200])('the running block fits %s columns', (width) => {
  let progress = noProgress(scriptedStops);
  for (const { atMs, event } of scriptedSweep()) {
    progress = advance(progress, event, atMs);
    for (const line of currentBlock(progress, { paint: noColor, width, nowMs: atMs })) {
      expect(line.length).toBeLessThanOrEqual(width);
    }
  }
});

test('the running block keeps its bar and figures in place while numbers change', () => {
  const at = (completed: number, tokens: number) => {
    let progress = advance(noProgress([]), { kind: 'started', scenarios, figures, checkpoint: '/c.json' }, 0);
    progress = advance(
      progress,
      { kind: 'measuring', index: 0, runConfig: 'm_run_config_0', artifactDirectory: '/a' },
      0,
    );
    const load = loadProgress({ completed, events: tokens, elapsedMs: 1000 });
    progress = advance(progress, { kind: 'progress', index: 0, progress: load, expectedRequests: 100 }, 1000);
    return currentBlock(progress, { paint: noColor, width: 100, nowMs: 1000 });
  };
  const [few, many] = [at(1, 9), at(99, 1900)];
  expect(many[0]).toContain('99 of 100 requests');
  expect(few[0]!.lastIndexOf('─') - many[0]!.indexOf('━')).toBe(39);
  expect(few[1]!.indexOf('in flight')).toBe(many[1]!.indexOf('in flight'));
  expect(few[2]).toBe('  scenario 1 of 2');
  expect(many[2]).toBe('  scenario 1 of 2, about 2 s left in all');
});

test('what is finished stays on the screen, whatever moved there before', () => {
  const output = new TextStream(100);
  const view = liveView({ output, paint: noColor, stops: scriptedStops, now: () => 0 });
  for (const { event } of scriptedSweep()) view.show(event);
  view.note('stopping');
  view.close();
  const text = stripVTControlCharacters(output.text);
  for (const lasting of [
    '  ✓           8 ',
    '  !          16 ',
    '  ✗          32  failed:',
    '  warning: http',
    '  stopping',
  ])
    expect(text.split(lasting)).toHaveLength(2);
});

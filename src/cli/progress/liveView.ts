import { createLogUpdate } from 'log-update';
import { type Paint, terminalWidth } from '../terminal.js';
import { wrapWords } from '../textWidth.js';
import { currentBlock } from './currentBlock.js';
import { type FinishedTable, finishedTable } from './finishedTable.js';
import { advance, noProgress } from './sweepProgress.js';
import type { SweepView, ViewOptions } from './sweepView.js';

/** Often enough to look alive, seldom enough to be read. */
const redrawEveryMs = 200;

/** For a terminal: finished scenarios stand above, the running one is drawn over again below them. */
export function liveView({ output, paint, stops, now }: ViewOptions): SweepView {
  const screen = createLogUpdate(output);
  const width = () => terminalWidth(output) ?? 80;
  let progress = noProgress(stops);
  let table: FinishedTable | undefined;

  const draw = () => {
    const block = currentBlock(progress, { paint, width: width(), nowMs: now() });
    if (block.length > 0) screen(`\n${block.join('\n')}\n`);
  };
  const leave = (lines: readonly string[]) => {
    screen.clear();
    for (const line of lines) output.write(`${line}\n`);
    draw();
  };
  const timer = setInterval(draw, redrawEveryMs);
  timer.unref();

  return {
    show(event) {
      progress = advance(progress, event, now());
      switch (event.kind) {
        case 'started':
          table = finishedTable(event, { paint, width });
          return leave(['', ...table.header()]);
        case 'skipped':
          return leave(table?.skipped(event.index, event.message) ?? []);
        case 'measured':
          return leave(table?.measured(event) ?? []);
        case 'failed':
          return leave(table?.failed(event.index, event.reason) ?? []);
        case 'warning':
          return leave(warningLines(event.message, width(), paint));
        case 'measuring':
          return draw();
        case 'progress':
          return;
        case 'finished':
          return screen.clear();
      }
    },
    note: (sentence) => leave([`  ${sentence}`]),
    close() {
      clearInterval(timer);
      screen.clear();
      screen.done();
    },
  };
}

function warningLines(message: string, width: number, paint: Paint): string[] {
  const title = 'warning:';
  const lines = wrapWords(`${title} ${message}`, Math.max(20, width - 4));
  return lines.map((line, position) => `  ${position === 0 ? line.replace(title, paint.yellow(title)) : `  ${line}`}`);
}

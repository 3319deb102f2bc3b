import { duration } from '../../core/report/figures.js';
import type { Paint } from '../terminal.js';
import { cutEnd, textWidth } from '../textWidth.js';
import { currentFigures, requestsSoFar } from './currentFigures.js';
import { type CurrentScenario, fractionDone, scenarioMillisecondsLeft } from './currentScenario.js';
import { type SweepProgress, sweepMillisecondsLeft } from './sweepProgress.js';

const indent = '  ';
const longestBar = 40;
const shortestBar = 8;
/** Room of `1,280 of 1,280 requests, 12 min 40 s left`: kept free, so that the bar keeps its length. */
const tailWidth = 34;
/** Keeps the figures at their places while they change. */
const figureWidth = 18;

/** The block that is drawn over and over while a scenario runs: two or three lines, none wider than the terminal. */
export function currentBlock(
  progress: SweepProgress,
  { paint, width, nowMs }: { readonly paint: Paint; readonly width: number; readonly nowMs: number },
): string[] {
  const { current } = progress;
  if (current === undefined) return [];
  const room = width - indent.length;
  const place = cutEnd(placeInSweep(progress, current, nowMs), room);
  const lines = [barLine(current, paint, room), figureLine(current, paint, room), paint.dim(place)];
  return lines.slice(0, place === '' ? 2 : 3).map((line) => `${indent}${line}`);
}

function barLine(current: CurrentScenario, paint: Paint, room: number): string {
  const leftMs = scenarioMillisecondsLeft(current);
  const left = leftMs ? `${duration(leftMs)} left` : '';
  const tail = [requestsSoFar(current), left].filter((part) => part !== '').join(', ');
  const { label } = current;
  const bar = Math.min(longestBar, room - textWidth(label) - tailWidth - 4);
  if (bar < shortestBar) return paint.bold(cutEnd(`${label}  ${tail}`, room));
  const full = Math.round(fractionDone(current) * bar);
  return `${paint.bold(label)}  ${paint.cyan('━'.repeat(full))}${paint.dim('─'.repeat(bar - full))}  ${tail}`;
}

function figureLine(current: CurrentScenario, paint: Paint, room: number): string {
  const parts = currentFigures(current);
  const line = cutEnd(
    parts
      .map((part) => part.padEnd(figureWidth))
      .join('')
      .trimEnd(),
    room,
  );
  const errors = current.load?.failed ? parts.at(-1)! : '';
  return errors === '' ? line : line.replace(errors, () => paint.red(errors));
}

function placeInSweep(progress: SweepProgress, current: CurrentScenario, nowMs: number): string {
  const { length } = progress.scenarios;
  if (length <= 1) return '';
  const leftMs = current.index === length - 1 ? undefined : sweepMillisecondsLeft(progress, nowMs);
  return `scenario ${current.index + 1} of ${length}${leftMs ? `, about ${duration(leftMs)} left in all` : ''}`;
}

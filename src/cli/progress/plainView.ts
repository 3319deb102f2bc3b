import { duration, plural } from '../../core/report/figures.js';
import type { SweepEvent } from '../../runner/sweepEvents.js';
import type { Paint } from '../terminal.js';
import { currentFigures, requestsSoFar } from './currentFigures.js';
import { type CurrentScenario, scenarioMillisecondsLeft } from './currentScenario.js';
import { figure } from './figures.js';
import { advance, labelOf, noProgress, type SweepProgress } from './sweepProgress.js';
import type { SweepView, ViewOptions } from './sweepView.js';

const progressEveryMs = 5000;

/** For logs and pipes: a line per event, and one every few seconds while a scenario runs. */
export function plainView({ output, paint, stops, now }: ViewOptions): SweepView {
  let progress = noProgress(stops);
  let lastLineMs = now();

  const write = (line: string) => {
    lastLineMs = now();
    output.write(`${line}\n`);
  };

  return {
    show(event) {
      progress = advance(progress, event, now());
      if (event.kind === 'progress' && now() - lastLineMs < progressEveryMs) return;
      const line = lineOf(event, progress, paint);
      if (line !== undefined) write(line);
    },
    note: write,
    close: () => {},
  };
}

function lineOf(event: SweepEvent, progress: SweepProgress, paint: Paint): string | undefined {
  switch (event.kind) {
    case 'started':
      return `${plural(event.scenarios.length, 'scenario')}, results in ${event.checkpoint}`;
    case 'skipped':
      return event.message;
    case 'measuring':
      return `${place(progress, event.index)} measuring`;
    case 'progress':
      return progress.current && `${place(progress, event.index)} ${currentParts(progress.current).join(', ')}`;
    case 'measured':
      return `${place(progress, event.index)} ${paint.green('done')}: ${measuredFigures(event).join(', ')}`;
    case 'failed':
      return `${place(progress, event.index)} ${paint.red('failed')}: ${event.reason}`;
    case 'warning':
      return `${paint.yellow('warning')}: ${event.message}`;
    case 'finished':
      return undefined;
  }
}

function place(progress: SweepProgress, index: number): string {
  return `[${index + 1}/${progress.scenarios.length}] ${labelOf(progress, index)}:`;
}

function currentParts(current: CurrentScenario): string[] {
  const leftMs = scenarioMillisecondsLeft(current);
  const left = leftMs ? `${duration(leftMs)} left` : '';
  return [requestsSoFar(current), ...currentFigures(current), left].filter((part) => part !== '');
}

function measuredFigures(event: Extract<SweepEvent, { kind: 'measured' }>): string[] {
  const figures: [string, number | undefined, string][] = [
    ['p99 TTFT ', event.ttftP99Ms, ' ms'],
    ['p99 request latency ', event.requestLatencyP99Ms, ' ms'],
    ['p99 image latency ', event.imageLatencyP99Ms, ' ms'],
    ['', event.requestsPerSecond, ' requests/sec'],
    ['', event.tokensPerSecond, ' tokens/sec'],
  ];
  return [
    ...figures.flatMap(([title, value, unit]) => (value === undefined ? [] : [`${title}${figure(value)}${unit}`])),
    ...(event.flags.length === 0 ? [] : [`flags: ${event.flags.map(({ label }) => label).join(', ')}`]),
  ];
}

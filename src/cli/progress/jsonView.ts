import type { SweepView } from './sweepView.js';

/** For programs: every event is one JSON object on a line of its own; a value that is not there yet is left out. */
export function jsonView(stdout: NodeJS.WritableStream, stderr: NodeJS.WritableStream): SweepView {
  return {
    show: (event) => void stdout.write(`${JSON.stringify(event)}\n`),
    note: (sentence) => void stderr.write(`${sentence}\n`),
    close: () => {},
  };
}

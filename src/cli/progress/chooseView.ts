import type { StopRule } from '../../core/sweep/scenario.js';
import type { CliIo } from '../cliIo.js';
import { isTerminal, paintFor } from '../terminal.js';
import { jsonView } from './jsonView.js';
import { liveView } from './liveView.js';
import { plainView } from './plainView.js';
import type { SweepView } from './sweepView.js';

/** What the choice depends on, beside the streams. */
export interface ViewChoice {
  /** Events on standard output, for programs. */
  readonly json: boolean;
  /** Stop rules of the scenarios, in their order. */
  readonly stops: readonly StopRule[];
}

/** The view for whoever reads: a program, a person at a terminal, or a log. */
export function chooseView({ stdout, stderr, env }: CliIo, { json, stops }: ViewChoice): SweepView {
  if (json) return jsonView(stdout, stderr);
  const options = { output: stderr, paint: paintFor(stderr, env), stops, now: () => performance.now() };
  return isTerminal(stderr, env) ? liveView(options) : plainView(options);
}

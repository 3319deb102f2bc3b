import type { QualityFlag } from '../core/metrics/quality.js';
import type { SweptValue } from '../core/sweep/scenario.js';
import type { LoadProgress } from '../load/loadJob.js';
import type { FigureName, Figures } from './sweepFigures.js';

/** What happens during a sweep, in order; every front end (terminal, JSON lines, editor) shows these. */
export type SweepEvent =
  | {
      readonly kind: 'started';
      readonly scenarios: readonly ScenarioLabel[];
      /** Those that its scenarios can have. */
      readonly figures: readonly FigureName[];
      readonly checkpoint: string;
    }
  /** Already in the checkpoint. `message` is the founding document's skip line. */
  | { readonly kind: 'skipped'; readonly index: number; readonly runConfig: string; readonly message: string }
  | {
      readonly kind: 'measuring';
      readonly index: number;
      readonly runConfig: string;
      readonly artifactDirectory: string;
    }
  | {
      readonly kind: 'progress';
      readonly index: number;
      readonly progress: LoadProgress;
      readonly expectedRequests: number;
    }
  | ({
      readonly kind: 'measured';
      readonly index: number;
      readonly runConfig: string;
      readonly flags: readonly QualityFlag[];
    } & Figures)
  | { readonly kind: 'failed'; readonly index: number; readonly reason: string }
  | { readonly kind: 'warning'; readonly message: string }
  | { readonly kind: 'finished'; readonly summary: SweepSummary };

/** A scenario as it is named to people: `concurrency=8`. */
export interface ScenarioLabel {
  readonly swept: readonly SweptValue[];
  readonly label: string;
}

/** How a sweep ended. */
export interface SweepSummary {
  readonly measured: number;
  readonly skipped: number;
  readonly failed: number;
  /** Not reached, because the sweep was cancelled. */
  readonly notRun: number;
  /** Absolute paths. */
  readonly checkpointPath: string;
  readonly summaryCsvPath: string;
  /** Run configs of this command, measured or skipped, in rank order. */
  readonly runConfigs: readonly string[];
}

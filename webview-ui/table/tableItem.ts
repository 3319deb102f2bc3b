import type { RunConfig } from '../../src/core/results/runConfig.js';
import type { UnmeasuredScenario } from '../../src/protocol/pageContent.js';

/** A measured row: a run config and one of its models, GPUs or servers. */
export interface MeasuredItem {
  readonly kind: 'measured';
  /** Unique in its table. */
  readonly key: string;
  readonly runConfig: RunConfig;
  /** The model, GPU or server. */
  readonly subject: string;
  /** Null for those that break a constraint. */
  readonly rank: number | null;
}

/** A row of a scenario without numbers. */
export interface UnmeasuredItem {
  readonly kind: 'unmeasured';
  readonly key: string;
  readonly scenario: UnmeasuredScenario;
}

/** Any row. */
export type TableItem = MeasuredItem | UnmeasuredItem;

import type { Endpoint, SweptValue, Workload } from '../sweep/scenario.js';
import type { LoadedRow } from './inputRow.js';
import type { MediaMaker } from './mediaMaker.js';
import type { Tokenizer } from './tokenizer.js';

/** Everything that the requests of one measurement depend on. */
export interface DatasetInput {
  readonly endpoint: Endpoint;
  readonly workload: Workload;
  /** Seed of the sweep: lengths, models, sizes and prefixes come from it alone, and are equal in all scenarios. */
  readonly seed: number;
  /** Swept parameters; words come from the seed and these, so they differ between scenarios. */
  readonly swept: readonly SweptValue[];
  /** New for each measurement, made at random by the caller. */
  readonly nonce: string;
  readonly tokenizer: Tokenizer;
  /** Requests of the input file instead of synthetic ones. */
  readonly rows?: readonly LoadedRow[] | undefined;
  /** Makes the images and sounds of the workload; absent where it has none. */
  readonly media?: MediaMaker | undefined;
}

import type { InputFileFacts } from './inputFileFacts.js';
import type { Scenario, SweepType, SweptValue } from './scenario.js';
import type { ServiceKind } from './support.js';

/** What the options cannot tell and somebody has to look up first. */
export interface PlanContext {
  /** Service kind that the server showed; needed where the options name none (`namedServiceKind`). */
  readonly serviceKind?: ServiceKind | undefined;
  /** The method of dynamic gRPC; undefined before anybody has looked it up. */
  readonly method?: PlannedMethod | undefined;
  /** SHA-256 of the tokenizer file, or the name of the one that counts instead. */
  readonly tokenizer: string;
  /** The body that `--template-file` holds. */
  readonly template?: unknown;
  /** Of `--input-file`. */
  readonly inputFile?: InputFileFacts | undefined;
}

/** What has to be known of a gRPC method to plan its requests. */
export interface PlannedMethod {
  /** Whether it answers by a stream. */
  readonly streams: boolean;
  /** Hex, of all that declares it. */
  readonly sha256: string;
}

/** A scenario with its names and what it will take. */
export interface PlannedScenario {
  readonly scenario: Scenario;
  /** What names it: the swept values, or the load where nothing is swept. */
  readonly named: readonly SweptValue[];
  /** `concurrency8`, as in the skip line. */
  readonly label: string;
  /** `concurrency=8`. */
  readonly title: string;
  /** Name of its folder inside the artifact directory. */
  readonly artifactName: string;
  /** Requests in the window, at most; undefined where only time will tell. */
  readonly requests: number | undefined;
  /** Prompt tokens of these; undefined with an input file, or without a number of requests. */
  readonly inputTokens: number | undefined;
  /** Output tokens of these at most; undefined where the server decides. */
  readonly outputTokens: number | undefined;
}

/** All scenarios of a command, in the order of measuring. */
export interface SweepPlan {
  readonly scenarios: readonly PlannedScenario[];
  /** Swept parameters; the last varies fastest. Empty for one scenario. */
  readonly swept: readonly SweepType[];
  /** One sentence each, for people. */
  readonly notices: readonly string[];
  /** Why the user should be asked first; undefined when there is no need. `--yes` is the answer. */
  readonly confirmation?: string | undefined;
}

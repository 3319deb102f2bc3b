export const root: string;

/** Everything absolute. */
export interface PreparedSuite {
  /** Holds all the others. */
  readonly folder: string;
  /** The suite as one file. */
  readonly suite: string;
  /** A `.code-workspace` file. */
  readonly workspace: string;
  /** Where the suite writes a line for each case. */
  readonly log: string;
}

export function prepareSuite(): Promise<PreparedSuite>;

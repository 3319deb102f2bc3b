/** What was found. */
export interface WallCheck {
  /** How many of the project's own modules were read. */
  readonly modules: number;
  /** Names of all walls. */
  readonly rules: readonly string[];
  /** What breaks them. */
  readonly violations: readonly { readonly rule: string; readonly from: string; readonly to: string }[];
}

/**
 * Checks who imports whom below a folder against walls.cjs.
 * @throws when a source file was not read: a checker that reads nothing finds nothing
 */
export function checkWalls(folder: string): Promise<WallCheck>;

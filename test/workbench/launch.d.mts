/** How a workbench is opened. */
export interface WorkbenchOptions {
  /** The workspace: a folder, or a `.code-workspace` file. */
  readonly folder: string;
  /** Installed first. */
  readonly vsix?: string;
  /** User settings beside the quiet ones. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Otherwise the folder is trusted. */
  readonly askForTrust?: boolean;
  /** Further variables, which the extension host gets too. */
  readonly env?: Readonly<Record<string, string>>;
  /** What the workbench is to do in a development window, by the server's host and port. */
  readonly payload?: (authority: string) => readonly (readonly [string, string])[];
}

/** A workbench that is running. */
export interface RunningWorkbench {
  /** Its throw-away folder. */
  readonly base: string;
  readonly url: string;
  /** Ends it with all its processes and deletes its folder. */
  stop(): Promise<void>;
}

export function launchWorkbench(options: WorkbenchOptions): Promise<RunningWorkbench>;

/** Script for the page: a built workbench takes extensions under development only with its driver for smoke tests. */
export const allowDevelopment: string;

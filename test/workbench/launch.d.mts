/** How a workbench is opened. */
export interface WorkbenchOptions {
  /** The workspace. */
  readonly folder: string;
  /** Installed first. */
  readonly vsix?: string;
  /** User settings beside the quiet ones. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Otherwise the folder is trusted. */
  readonly askForTrust?: boolean;
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

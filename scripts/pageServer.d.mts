/** The checkpoint viewer's page in a plain browser. */
export interface PageServer {
  readonly url: string;
  /** Bytes of the page's script. */
  readonly scriptBytes: number;
  close(): Promise<void>;
}

/** Starts it on 127.0.0.1; `rebuild`: build again at each load of the page. */
export function startPageServer(options?: { port?: number; rebuild?: boolean }): Promise<PageServer>;

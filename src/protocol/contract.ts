import * as z from 'zod/mini';
import type { RunConfigDetails } from '../core/results/runConfigDetails.js';
import { columnData, pageContent, recordData, sweepProgress } from './pageContent.js';
import { viewState } from './viewState.js';

const nothing = z.object({});
const runConfig = z.object({ name: z.string() });
const details = z.custom<RunConfigDetails>((value) => typeof value === 'object' && value !== null);

/** Page → host, each answered once: by a result or by an error. */
export const requests = {
  /** The page's first word. `view` is what was saved, null for the first time; `progress` is null while nothing runs. */
  ready: {
    params: nothing,
    result: z.object({ page: pageContent, view: z.nullable(viewState), progress: sweepProgress }),
  },
  /** Keeps the view for this workspace. */
  saveView: { params: z.object({ view: viewState }), result: nothing },
  /** Further columns of a revision; `outdated` when the content has changed since. Columns without values are left out. */
  columns: {
    params: z.object({
      revision: z.number(),
      wanted: z.array(z.object({ subject: z.string(), tag: z.string() })),
    }),
    result: z.object({ columns: z.array(columnData) }),
  },
  /** All about one run config that the table does not hold. */
  runConfig: {
    params: runConfig,
    result: z.object({
      /** `genai-sweep …` that measures it again; null when it cannot be told. */
      command: z.nullable(z.string()),
      /** perf_analyzer's command, program first; empty when unknown. */
      perfAnalyzerCommand: z.array(z.string()),
      /** Whether its artifact directory is there. */
      hasArtifacts: z.boolean(),
      /** Null for run configs that genai-perf measured. */
      details: z.nullable(details),
      /** Everything that was measured, by model, then by GPU, in table order; raw values (ns, MiB, mJ). */
      records: z.array(recordData),
    }),
  },
  /** Opens the review page or picker of a new sweep. */
  startSweep: { params: nothing, result: nothing },
  /** Measures what failed or is still missing. */
  runMissing: { params: nothing, result: nothing },
  /** Measures one run config anew, or a failed scenario by its `id`. */
  runAgain: { params: z.object({ name: z.nullable(z.string()), id: z.nullable(z.string()) }), result: nothing },
  /** Stops the running sweep; what is done is kept. */
  cancelSweep: { params: nothing, result: nothing },
  openArtifacts: { params: runConfig, result: nothing },
  /** At a place of the file when the content is damaged. */
  openAsText: { params: nothing, result: nothing },
  /** Asks where, then writes the summary CSV ranked by this view. `saved` is false when the person changed their mind. */
  exportCsv: { params: z.object({ view: viewState }), result: z.object({ saved: z.boolean() }) },
  copyText: { params: z.object({ text: z.string() }), result: nothing },
} as const;

/** Host → page, whole states, never differences. */
export const events = {
  contentChanged: pageContent,
  progressChanged: sweepProgress,
  /** The view was changed elsewhere: from the Records tree, or in another editor of the workspace. */
  viewChanged: viewState,
  /** Scrolls to a run config and opens it. */
  reveal: runConfig,
} as const;

export type Method = keyof typeof requests;
export type Params<M extends Method> = z.infer<(typeof requests)[M]['params']>;
export type Result<M extends Method> = z.infer<(typeof requests)[M]['result']>;
export type EventName = keyof typeof events;
export type EventData<E extends EventName> = z.infer<(typeof events)[E]>;

/** A failure that crosses: a code to decide by, a sentence to show. */
export interface WireError {
  readonly code: ErrorCode;
  readonly message: string;
}

/** `invalid`: not of the contract. `outdated`: of a revision that is gone. `cancelled`: by the page. `failed`: anything else. */
export type ErrorCode = 'invalid' | 'outdated' | 'cancelled' | 'failed';

/** Everything the page posts. */
export type ToHost =
  | { readonly kind: 'request'; readonly id: number; readonly method: Method; readonly params: unknown }
  | { readonly kind: 'cancel'; readonly id: number };

/** Everything the host posts. Plain data and typed arrays only: it is cloned on its way. */
export type ToPage =
  | { readonly kind: 'result'; readonly id: number; readonly result: unknown }
  | { readonly kind: 'error'; readonly id: number; readonly error: WireError }
  | { readonly kind: 'event'; readonly name: EventName; readonly data: unknown };

import type { LoadProgress } from '../../load/loadJob.js';
import type { ProfileJob, ProfileResult } from '../profilingEngine.js';
import type { UsableTool } from '../tools/loadTool.js';

/** A line on the engine process's standard input. */
export type EngineRequest =
  | {
      readonly kind: 'profile';
      readonly job: ProfileJob;
      /** The other program that makes the load; absent for our own generator. */
      readonly tool?: UsableTool | undefined;
    }
  /** Ends the running job; it is answered by `cancelled`. */
  | { readonly kind: 'cancel' };

/** A line on the engine process's standard output: never a single request, only progress and final measurements. */
export type EngineReply =
  | { readonly kind: 'progress'; readonly progress: LoadProgress }
  /** The command line that makes the load, without secrets. */
  | { readonly kind: 'command'; readonly command: string }
  | { readonly kind: 'result'; readonly result: ProfileResult }
  /** The scenario could not be measured; the next one may be tried. */
  | { readonly kind: 'failed'; readonly reason: string }
  | { readonly kind: 'cancelled' }
  /** A fault of this program. */
  | { readonly kind: 'fault'; readonly message: string; readonly stack: string };

/** A message as one line of JSON. */
export function toLine(message: EngineRequest | EngineReply): string {
  return `${JSON.stringify(message)}\n`;
}

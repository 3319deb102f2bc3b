import type * as vscode from 'vscode';
import * as z from 'zod';
import { sweepTypes } from '../../core/sweep/scenario.js';
import { storageKeys } from '../ids.js';

const rememberedSweep = z.object({
  source: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('file'), uri: z.string() }),
    z.object({ kind: z.literal('options'), options: z.record(z.string(), z.unknown()) }),
  ]),
  /** Relative paths of the options begin here; absolute. */
  folder: z.string(),
  scenarios: z.array(
    z.object({
      swept: z.array(z.object({ name: z.enum(sweepTypes), value: z.number() })),
      /** What it became; absent when it was not measured. */
      runConfig: z.optional(z.string()),
    }),
  ),
});

/** The last sweep into a checkpoint: what it asked for, and what became of it. Holds no secret. */
export type RememberedSweep = z.infer<typeof rememberedSweep>;

const bySweepFolder = z.record(z.string(), rememberedSweep);
const mostRemembered = 100;

/** The last sweep of each checkpoint of the workspace, so that what is missing can be run later. */
export class RememberedSweeps {
  readonly #storage: vscode.Memento;

  /** @param storage the workspace's */
  constructor(storage: vscode.Memento) {
    this.#storage = storage;
  }

  /** @param checkpointPath absolute */
  get(checkpointPath: string): RememberedSweep | undefined {
    return this.#all()[checkpointPath];
  }

  /** In place of what was remembered; the oldest are forgotten when there are many. */
  async set(checkpointPath: string, sweep: RememberedSweep): Promise<void> {
    const { [checkpointPath]: _, ...others } = this.#all();
    const kept = Object.entries(others).slice(1 - mostRemembered);
    await this.#storage.update(storageKeys.sweeps, { ...Object.fromEntries(kept), [checkpointPath]: sweep });
  }

  /** What is there in another shape counts as nothing. */
  #all(): Record<string, RememberedSweep> {
    const parsed = bySweepFolder.safeParse(this.#storage.get(storageKeys.sweeps));
    return parsed.success ? parsed.data : {};
  }
}

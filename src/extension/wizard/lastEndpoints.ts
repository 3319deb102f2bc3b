import type * as vscode from 'vscode';
import * as z from 'zod';
import { storageKeys } from '../ids.js';

const endpoint = z.object({ url: z.string(), model: z.string(), endpointType: z.string(), streaming: z.boolean() });

/** A server that was asked for before. */
export type LastEndpoint = z.infer<typeof endpoint>;

const most = 8;

/** The servers that were swept last, latest first, over all workspaces. */
export class LastEndpoints {
  readonly #storage: vscode.Memento;

  /** @param storage the user's */
  constructor(storage: vscode.Memento) {
    this.#storage = storage;
  }

  get all(): readonly LastEndpoint[] {
    const parsed = z.array(endpoint).safeParse(this.#storage.get(storageKeys.endpoints));
    return parsed.success ? parsed.data : [];
  }

  /** Puts one at the front. */
  async add(latest: LastEndpoint): Promise<void> {
    const others = this.all.filter(({ url }) => url !== latest.url);
    await this.#storage.update(storageKeys.endpoints, [latest, ...others].slice(0, most));
  }
}

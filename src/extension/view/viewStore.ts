import * as vscode from 'vscode';
import { initialView, type ViewState, viewState } from '../../protocol/viewState.js';
import { storageKeys } from '../ids.js';

/** Objectives, constraints and columns: one view per workspace, kept over reloads, shown by every editor and tree. */
export class ViewStore implements vscode.Disposable {
  readonly #storage: vscode.Memento;
  readonly #changed = new vscode.EventEmitter<ViewChange>();
  /** Fires with every change. */
  readonly onDidChange = this.#changed.event;

  /** @param storage the workspace's */
  constructor(storage: vscode.Memento) {
    this.#storage = storage;
  }

  /** What was saved; undefined before the first time. */
  get saved(): ViewState | undefined {
    const parsed = viewState.safeParse(this.#storage.get(storageKeys.view));
    return parsed.success ? parsed.data : undefined;
  }

  /** What was saved, else what a person sees first. */
  get current(): ViewState {
    return this.saved ?? initialView;
  }

  /** Keeps a view. @param by who made the change, and needs not to be told of it */
  async save(view: ViewState, by?: object): Promise<void> {
    await this.#storage.update(storageKeys.view, view);
    this.#changed.fire({ view, by });
  }

  dispose(): void {
    this.#changed.dispose();
  }
}

/** A new view, and whose it is. */
export interface ViewChange {
  readonly view: ViewState;
  readonly by: object | undefined;
}

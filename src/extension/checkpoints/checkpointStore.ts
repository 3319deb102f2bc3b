import * as vscode from 'vscode';
import type { CheckpointState } from './checkpointState.js';
import { parseCheckpoint } from './parseCheckpoint.js';

/** A checkpoint of the workspace. */
export interface CheckpointFile {
  readonly uri: vscode.Uri;
  readonly state: CheckpointState;
}

const pattern = '**/checkpoint.json';
const excluded = '**/node_modules/**';
/** Writers replace the file in several steps; what is read between them would flicker. */
const settleMs = 100;

/** Every checkpoint of the workspace, read once and again after each change on disk. Trees and editors render it and hold nothing. */
export class CheckpointStore implements vscode.Disposable {
  readonly #files = new Map<string, CheckpointFile>();
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly #timers = new Map<string, NodeJS.Timeout>();
  readonly #latest = new Map<string, symbol>();
  readonly #watcher: vscode.FileSystemWatcher;
  #scan: Promise<void> | undefined;
  /** Fires when a checkpoint was found, has changed or is gone. */
  readonly onDidChange = this.#changed.event;
  readonly #workerFile: string;

  /** @param workerFile the thread that reads large checkpoints, absolute */
  constructor(workerFile: string) {
    this.#workerFile = workerFile;
    this.#watcher = vscode.workspace.createFileSystemWatcher(pattern);
    const later = (uri: vscode.Uri) => this.#reloadSoon(uri);
    this.#watcher.onDidCreate(later);
    this.#watcher.onDidChange(later);
    this.#watcher.onDidDelete(later);
  }

  /** Looks through the workspace, the first time it is called; later calls wait for that. */
  scan(): Promise<void> {
    this.#scan ??= this.rescan();
    return this.#scan;
  }

  /** The same, but waits for the first checkpoint only, if there are any: large ones must not hold the others up. */
  async scanForFirst(): Promise<void> {
    const scan = this.scan();
    if (this.#files.size > 0) return;
    let listener: vscode.Disposable | undefined;
    const first = new Promise<void>((resolve) => {
      listener = this.onDidChange(() => resolve());
    });
    await Promise.race([scan, first]);
    listener?.dispose();
  }

  /** Looks through the workspace anew. */
  async rescan(): Promise<void> {
    const found = await vscode.workspace.findFiles(pattern, excluded);
    const uris = new Set(found.map((uri) => uri.toString()));
    for (const { uri } of [...this.#files.values()])
      if (isOfWorkspace(uri) && !uris.has(uri.toString())) this.#forget(uri);
    await Promise.all(found.map((uri) => this.reload(uri)));
  }

  /** Those that are a sweep's, damaged ones included, by path. Revisions of a file are none of them. */
  get files(): readonly CheckpointFile[] {
    return [...this.#files.values()]
      .filter(({ uri, state }) => isFile(uri) && (state.kind === 'open' || state.kind === 'damaged'))
      .sort((a, b) => (a.uri.path < b.uri.path ? -1 : 1));
  }

  /** What was read last; undefined when it was not read yet. */
  get(uri: vscode.Uri): CheckpointState | undefined {
    return this.#files.get(uri.toString())?.state;
  }

  /** Reads a checkpoint now, of the workspace or not. */
  async reload(uri: vscode.Uri): Promise<CheckpointState> {
    const key = uri.toString();
    const own = Symbol();
    this.#latest.set(key, own);
    const state = await readState(uri, this.#workerFile);
    // Of two reads the one that began later knows better.
    if (this.#latest.get(key) !== own) return this.get(uri) ?? state;
    if (state.kind === 'unreadable') this.#forget(uri);
    else {
      this.#files.set(key, { uri, state });
      this.#changed.fire(uri);
    }
    return state;
  }

  dispose(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#watcher.dispose();
    this.#changed.dispose();
  }

  #forget(uri: vscode.Uri): void {
    if (this.#files.delete(uri.toString())) this.#changed.fire(uri);
  }

  #reloadSoon(uri: vscode.Uri): void {
    const key = uri.toString();
    clearTimeout(this.#timers.get(key));
    this.#timers.set(
      key,
      setTimeout(() => {
        this.#timers.delete(key);
        void this.reload(uri);
      }, settleMs),
    );
  }
}

const isOfWorkspace = (uri: vscode.Uri) => vscode.workspace.getWorkspaceFolder(uri) !== undefined;

/** Whether an address is a file's own, not that of a revision of it, which has the same path. */
export function isFile(uri: vscode.Uri): boolean {
  return uri.scheme === 'file' || isOfWorkspace(uri);
}

/** Reads through the editor's file systems, so that git revisions and remote folders can be read too. */
async function readState(uri: vscode.Uri, workerFile: string): Promise<CheckpointState> {
  try {
    return await parseCheckpoint(await vscode.workspace.fs.readFile(uri), workerFile);
  } catch (error) {
    return { kind: 'unreadable', reason: error instanceof Error ? error.message : String(error) };
  }
}

import * as vscode from 'vscode';
import { checkpointViewType } from '../ids.js';
import { EditorSession, type SessionParts } from './editorSession.js';
import { pageFolder, pageHtml } from './pageHtml.js';

/** The viewer of checkpoint.json: a page that shows and ranks, and writes nothing. */
export class CheckpointEditor {
  readonly #extensionUri: vscode.Uri;
  readonly #parts: SessionParts;
  readonly #sessions = new Set<EditorSession>();
  readonly #toReveal = new Map<string, string>();

  constructor(extensionUri: vscode.Uri, parts: SessionParts) {
    this.#extensionUri = extensionUri;
    this.#parts = parts;
  }

  /** Fills a panel that has just opened. */
  async resolve(uri: vscode.Uri, panel: vscode.WebviewPanel): Promise<void> {
    const state = await this.#parts.store.reload(uri);
    if (state.kind === 'foreign') return openAsTextInstead(uri, panel);
    const { webview } = panel;
    webview.options = { enableScripts: true, localResourceRoots: [pageFolder(this.#extensionUri)] };
    const session = new EditorSession({ uri, webview }, this.#parts);
    this.#sessions.add(session);
    panel.onDidDispose(() => {
      this.#sessions.delete(session);
      session.dispose();
    });
    const name = this.#toReveal.get(uri.toString());
    if (name !== undefined) session.reveal(name);
    this.#toReveal.delete(uri.toString());
    webview.html = pageHtml(webview, this.#extensionUri);
  }

  /** Shows a run config in the open editors of its checkpoint, or in the one that is about to open. */
  reveal(uri: vscode.Uri, runConfig: string): void {
    const open = [...this.#sessions].filter((session) => session.uri.toString() === uri.toString());
    for (const session of open) session.reveal(runConfig);
    if (open.length === 0) this.#toReveal.set(uri.toString(), runConfig);
  }
}

/** A file of another program: the editor gives its place to the text editor, without a word. */
async function openAsTextInstead(uri: vscode.Uri, panel: vscode.WebviewPanel): Promise<void> {
  const { viewColumn } = panel;
  const closed = tabsOf(uri);
  await vscode.commands.executeCommand('vscode.openWith', uri, 'default', viewColumn);
  await vscode.window.tabGroups.close(
    closed.filter((tab) => vscode.window.tabGroups.all.some(({ tabs }) => tabs.includes(tab))),
  );
}

function tabsOf(uri: vscode.Uri): vscode.Tab[] {
  return vscode.window.tabGroups.all
    .flatMap(({ tabs }) => tabs)
    .filter(
      ({ input }) =>
        input instanceof vscode.TabInputCustom &&
        input.viewType === checkpointViewType &&
        input.uri.toString() === uri.toString(),
    );
}

import * as vscode from 'vscode';
import { planTable } from '../../core/report/planReport.js';
import { markdownTable } from '../../core/report/reportTable.js';
import type { PreparedSweep } from '../../runner/prepareSweep.js';
import { planScheme } from '../ids.js';
import { planTitles, serverText, targetText, totalText } from './planWords.js';

/** Shows plans as read-only Markdown. */
export class PlanDocuments implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #texts = new Map<string, string>();
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.#changed.event;

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.#texts.get(uri.toString()) ?? '';
  }

  /** Opens the plan of a sweep file, in place of an earlier one of the same file. */
  async show(file: vscode.Uri, prepared: PreparedSweep): Promise<void> {
    // The name of the tab is what follows the last slash.
    const name = vscode.workspace.asRelativePath(file).replaceAll('/', ' › ');
    const uri = vscode.Uri.from({ scheme: planScheme, path: `/${vscode.l10n.t('Plan of {0}', name)}.md` });
    this.#texts.set(uri.toString(), planMarkdown(prepared));
    this.#changed.fire(uri);
    await vscode.commands.executeCommand('markdown.showPreview', uri);
  }

  dispose(): void {
    this.#changed.dispose();
  }
}

/** What a sweep would measure, as a table with its sum; nothing of it has been sent. */
function planMarkdown({ plan, server }: PreparedSweep): string {
  const { columns, rows } = planTable(plan);
  const titles = planTitles();
  const table = {
    rows,
    columns: columns.map((column) => ({ ...column, title: titles[column.title] ?? column.title })),
  };
  return [
    ...plan.scenarios.slice(0, 1).map(targetText),
    serverText(server),
    markdownTable(table).trimEnd(),
    totalText(plan),
    ...plan.notices.map((notice) => `> ${notice}`),
    '',
  ].join('\n\n');
}

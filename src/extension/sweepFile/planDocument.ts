import * as vscode from 'vscode';
import type { PreparedSweep } from '../../runner/prepareSweep.js';
import { planScheme } from '../ids.js';
import { durationText, longestMs, planFigures } from '../sweep/planFigures.js';

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
    const name = vscode.workspace.asRelativePath(file);
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
  const { scenarios, requests, longestMs: longest } = planFigures(plan);
  const [first] = plan.scenarios;
  const target = first && `\`${first.scenario.endpoint.url}${first.scenario.endpoint.path}\``;
  const found =
    'problem' in server
      ? `⚠ ${server.problem}`
      : [server.foundBy, server.fingerprint.version, server.simulated ? 'simulated' : undefined]
          .filter((part) => part !== undefined)
          .join(', ');
  const rows = plan.scenarios.map(({ title, requests: own, scenario, inputTokens, outputTokens }) => {
    const time = longestMs(scenario.stop);
    const cells = [title, own, scenario.warmupRequests, inputTokens, outputTokens, time && durationText(time)];
    return `| ${cells.map((cell) => cell ?? '').join(' | ')} |`;
  });
  return [
    `# ${vscode.l10n.t('{0} scenarios', scenarios)}`,
    [first?.scenario.endpoint.models.join(', '), target].join(' · '),
    found,
    [
      `| ${['Scenario', 'Requests', 'Warm-up', 'Prompt tokens', 'Output tokens', 'Longest'].join(' | ')} |`,
      '| --- | ---: | ---: | ---: | ---: | ---: |',
      ...rows,
    ].join('\n'),
    [
      requests === undefined ? undefined : vscode.l10n.t('at most {0} requests', requests),
      longest === undefined ? undefined : vscode.l10n.t('{0} at the longest', durationText(longest)),
    ]
      .filter((part) => part !== undefined)
      .join(', '),
    ...plan.notices.map((notice) => `> ${notice}`),
    '',
  ].join('\n\n');
}

import * as vscode from 'vscode';
import { failureReport } from './humanError.js';
import { type CommandId, commandIds } from './ids.js';

/** What a command does; its arguments come from menus and other extensions, so they are unknown. */
export type CommandAction = (...args: unknown[]) => unknown;

/** What a part of the commands does. */
export type CommandActions = Readonly<Partial<Record<CommandId, CommandAction>>>;

/** Registers every command; what it does is asked for when it is called. Whatever it throws is told once, here. */
export function registerCommands(
  actionOf: (id: CommandId) => Promise<CommandAction>,
  log: vscode.LogOutputChannel,
): vscode.Disposable {
  return vscode.Disposable.from(
    ...Object.values(commandIds).map((id) =>
      vscode.commands.registerCommand(id, (...args: unknown[]) =>
        runCommand(id, async () => (await actionOf(id))(...args), log),
      ),
    ),
  );
}

/** Runs one action; a failure is shown and logged, never thrown. */
export async function runCommand(name: string, action: () => unknown, log: vscode.LogOutputChannel): Promise<unknown> {
  try {
    return await action();
  } catch (error) {
    tellFailure(name, error, log);
    return undefined;
  }
}

/** Shows a failure without waiting for the person; a cancelled action says nothing. */
function tellFailure(name: string, error: unknown, log: vscode.LogOutputChannel): void {
  const report = failureReport(error);
  if (report.kind === 'cancelled') return;
  log.error(`${name}: ${report.kind === 'told' ? report.message : report.stack}`);
  const message =
    report.kind === 'told' ? report.message : vscode.l10n.t('GenAI Sweep met an unexpected error: {0}', report.message);
  const showLog = vscode.l10n.t('Show Log');
  void vscode.window.showErrorMessage(message, showLog).then((choice) => {
    if (choice === showLog) void vscode.commands.executeCommand(commandIds.showLog);
  });
}

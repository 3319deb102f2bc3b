import { basename, dirname, relative } from 'node:path';
import * as vscode from 'vscode';
import { parseConfigText } from '../../core/sweep/configFile.js';
import { type GivenOptions, parseOptions } from '../../core/sweep/givenOptions.js';
import type { SweptValue } from '../../core/sweep/scenario.js';
import type { CheckpointStore } from '../checkpoints/checkpointStore.js';
import { MissingFromCheckpointError, putBack, takeOut } from '../checkpoints/editCheckpoint.js';
import { HumanError } from '../humanError.js';
import { type ApiKeys, apiKeyVariable } from './apiKeys.js';
import { commandLine } from './commandLine.js';
import { optionsOfRunConfig } from './optionsOfRunConfig.js';
import type { RememberedSweep, RememberedSweeps } from './rememberedSweeps.js';
import type { RunService } from './runService.js';
import { atOnePoint, givenOf, type SweepSource } from './sweepSource.js';

/** What the actions work with. */
export interface SweepActionParts {
  readonly runs: RunService;
  readonly store: CheckpointStore;
  readonly remembered: RememberedSweeps;
  readonly apiKeys: ApiKeys;
}

/** A scenario of a checkpoint: by its run config, or by what was swept. */
export interface ScenarioChoice {
  readonly runConfig?: string | undefined;
  readonly identity?: string | undefined;
  readonly swept: readonly { readonly name: string; readonly value: number }[];
}

/** What menus, trees and the viewer can do with the sweep of a checkpoint. */
export class SweepActions {
  readonly #parts: SweepActionParts;

  constructor(parts: SweepActionParts) {
    this.#parts = parts;
  }

  /** Runs what a text of options says; `folder` is where relative paths begin. */
  async runText(text: string, source: SweepSource, folder: string): Promise<void> {
    const options = parseOptions(parseConfigText(text, 'sweep'), 'analyze');
    await this.#parts.runs.run({ options, folder, source });
  }

  /**
   * Measures what the last sweep of a checkpoint has left out.
   * @throws {HumanError} when no sweep is known
   */
  async runMissing(checkpoint: vscode.Uri): Promise<void> {
    const sweep = this.#parts.remembered.get(checkpoint.fsPath);
    if (sweep === undefined) throw new HumanError(unknownSweep());
    const options = parseOptions(await givenOfSource(sweep.source), 'analyze');
    await this.#parts.runs.run({ options, folder: sweep.folder, source: sweep.source });
  }

  /**
   * Measures one scenario anew. What was measured before is kept when that does not succeed.
   * @throws {HumanError} when the checkpoint does not tell how it was measured
   */
  async runAgain(checkpoint: vscode.Uri, choice: ScenarioChoice): Promise<void> {
    const found = await this.#optionsOf(checkpoint, choice);
    if (found === undefined) throw new HumanError(unknownSweep());
    const options = parseOptions(found.given, 'analyze');
    const run = () => this.#parts.runs.run({ options, folder: found.folder, source: undefined });
    if (choice.runConfig === undefined) return void (await run());
    if (this.#parts.runs.isBusy || !vscode.workspace.isTrusted) return void (await run());
    const taken = await told(takeOut(checkpoint.fsPath, { name: choice.runConfig }));
    let isMeasured = false;
    try {
      isMeasured = ((await run())?.measured ?? 0) > 0;
    } finally {
      if (!isMeasured) await told(putBack(taken));
    }
  }

  /** A scenario as a command for a terminal; undefined when the checkpoint does not tell. */
  async commandOf(checkpoint: vscode.Uri, choice: ScenarioChoice): Promise<string | undefined> {
    const found = await this.#optionsOf(checkpoint, choice);
    return found === undefined ? undefined : commandLine(found.given);
  }

  /** Takes a scenario out of the checkpoint and offers to put it back. */
  async delete(checkpoint: vscode.Uri, choice: ScenarioChoice, title: string): Promise<void> {
    const taken = await told(takeOut(checkpoint.fsPath, { name: choice.runConfig, identity: choice.identity }));
    await this.#parts.store.reload(checkpoint);
    const undo = vscode.l10n.t('Undo');
    const message = vscode.l10n.t(
      '{0} was deleted from {1}. Its artifacts are still there.',
      title,
      basename(checkpoint.path),
    );
    if ((await vscode.window.showInformationMessage(message, undo)) !== undo) return;
    await told(putBack(taken));
    await this.#parts.store.reload(checkpoint);
  }

  /** From the sweep that is remembered, if this scenario was a part of it; else from the checkpoint itself. */
  async #optionsOf(
    checkpoint: vscode.Uri,
    { runConfig, swept }: ScenarioChoice,
  ): Promise<{ readonly given: GivenOptions; readonly folder: string } | undefined> {
    const sweep = this.#parts.remembered.get(checkpoint.fsPath);
    if (sweep !== undefined && isPartOf(sweep, swept)) {
      const given = atOnePoint(await givenOfSource(sweep.source), swept as readonly SweptValue[]);
      return { given, folder: sweep.folder };
    }
    const state = this.#parts.store.get(checkpoint);
    const measured =
      state?.kind === 'open' && runConfig !== undefined ? state.checkpoint.results.get(runConfig) : undefined;
    const options = measured && optionsOfRunConfig(measured);
    if (options === undefined) return undefined;
    const hasKey = (await this.#parts.apiKeys.get(String(options['url']))) !== undefined;
    const given = givenOf({ ...options, ...(hasKey && { 'api-key-env': apiKeyVariable }) });
    return { given, folder: dirname(checkpoint.fsPath) };
  }
}

function isPartOf({ scenarios }: RememberedSweep, swept: ScenarioChoice['swept']): boolean {
  const key = keyOf(swept);
  return swept.length > 0 && scenarios.some((scenario) => keyOf(scenario.swept) === key);
}

const keyOf = (swept: ScenarioChoice['swept']) => swept.map(({ name, value }) => `${name}=${value}`).join(' ');

/** @throws {OptionError} also when the file says something else by now that is wrong */
async function givenOfSource(source: SweepSource): Promise<GivenOptions> {
  if (source.kind === 'options') return givenOf(source.options);
  const uri = vscode.Uri.parse(source.uri);
  const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
  return parseConfigText(text, basename(uri.path));
}

function unknownSweep(): string {
  return vscode.l10n.t('It is not known how this was measured: run Analyze Sweep with the same folder instead.');
}

/** A checkpoint's folder as the workspace names it; empty for the workspace's own. */
export function folderLabel(uri: vscode.Uri): string {
  const folder = vscode.workspace.getWorkspaceFolder(uri);
  if (folder === undefined) return dirname(uri.path);
  const below = relative(folder.uri.path, dirname(uri.path));
  const several = (vscode.workspace.workspaceFolders?.length ?? 0) > 1;
  return [several ? folder.name : '', below].filter((part) => part !== '').join('/');
}

/** The edit of a checkpoint, with what is missing told in the editor's language. */
async function told<Result>(edit: Promise<Result>): Promise<Result> {
  return edit.catch((error: unknown) => {
    if (!(error instanceof MissingFromCheckpointError)) throw error;
    const { what, checkpointPath } = error;
    throw new HumanError(
      what === 'file'
        ? vscode.l10n.t('{0} is gone.', checkpointPath)
        : vscode.l10n.t('The scenario is not in {0} any more.', checkpointPath),
    );
  });
}

import * as vscode from 'vscode';
import type { SweepOptions } from '../../core/sweep/options.js';
import { serverBase } from '../../core/sweep/resolveEndpoint.js';
import { storageKeys } from '../ids.js';

/** The variable that options name for a key that the editor keeps. */
export const apiKeyVariable = 'GENAI_SWEEP_API_KEY';

/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** API keys by server. They lie in the editor's secret storage and nowhere else. */
export class ApiKeys {
  readonly #secrets: vscode.SecretStorage;

  constructor(secrets: vscode.SecretStorage) {
    this.#secrets = secrets;
  }

  /** @param url scheme, host and port */
  get(url: string): Thenable<string | undefined> {
    return this.#secrets.get(storageKeys.apiKey + originOf(url));
  }

  set(url: string, key: string): Thenable<void> {
    return this.#secrets.store(storageKeys.apiKey + originOf(url), key);
  }

  delete(url: string): Thenable<void> {
    return this.#secrets.delete(storageKeys.apiKey + originOf(url));
  }

  /**
   * Asks the person for a server's key and keeps it.
   * @throws {vscode.CancellationError} when there is none
   */
  async ask(url: string): Promise<string> {
    const key = await vscode.window.showInputBox({
      title: vscode.l10n.t('API key for {0}', originOf(url)),
      prompt: vscode.l10n.t("Kept in the editor's secret storage, and sent to this server only."),
      password: true,
      ignoreFocusOut: true,
      validateInput: (value) => (value.trim() === '' ? vscode.l10n.t('Paste the key, or press Escape.') : undefined),
    });
    if (key === undefined) throw new vscode.CancellationError();
    await this.set(url, key.trim());
    return key.trim();
  }

  /**
   * What the options' headers and keys are read from: the environment, and in it the kept key where the options name a
   * variable that is not set. Asks for it when there is none.
   * @throws {vscode.CancellationError}
   */
  async environmentFor(options: SweepOptions): Promise<Environment> {
    const name = options.apiKeyEnv;
    if (name === undefined || process.env[name] !== undefined) return process.env;
    const url = serverBase(options);
    return { ...process.env, [name]: (await this.get(url)) ?? (await this.ask(url)) };
  }
}

/** Scheme, host and port of an address, which may lack the scheme. */
export function originOf(url: string): string {
  const full = /^https?:\/\//.test(url) ? url : `http://${url}`;
  return URL.canParse(full) ? new URL(full).origin : full;
}

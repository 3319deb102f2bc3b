import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { execa, type ResultPromise } from 'execa';
import * as vscode from 'vscode';
import { commandIds } from './ids.js';
import type { CommandActions } from './runCommand.js';
import type { LastEndpoints } from './wizard/lastEndpoints.js';

/** Answers quickly, and saturates within a sweep of concurrency 1 to 32. */
const simulated = { models: ['simulated-llm'], ttftMs: 15, itlMs: 3, itlGrowth: 0.06, slots: 16, jitter: 0.1, gpus: 1 };

/** A server to try everything on: no model, made-up answers, on this machine only. */
export class SimulatorProcess implements vscode.Disposable {
  readonly #file: string;
  readonly #endpoints: LastEndpoints;
  #running: { readonly child: ResultPromise; readonly url: string } | undefined;

  constructor(extensionPath: string, endpoints: LastEndpoints) {
    this.#file = join(extensionPath, 'dist', 'simulatorProcess.js');
    this.#endpoints = endpoints;
  }

  /** Its commands; the one that starts it gives its address. */
  get commands() {
    return { [commandIds.startSimulator]: () => this.#offer() } satisfies CommandActions;
  }

  dispose(): void {
    this.#running?.child.stdin?.end();
    this.#running = undefined;
  }

  async #offer(): Promise<string> {
    this.#running ??= await this.#start();
    const { url } = this.#running;
    await this.#endpoints.add({ url, model: simulated.models[0]!, endpointType: 'chat', streaming: true });
    const analyze = vscode.l10n.t('Analyze Sweep');
    const message = vscode.l10n.t('A simulated LLM server answers at {0} until the window is closed.', url);
    void vscode.window.showInformationMessage(message, analyze).then((choice) => {
      if (choice === analyze) void vscode.commands.executeCommand(commandIds.analyzeSweep);
    });
    return url;
  }

  async #start() {
    const env = { ELECTRON_RUN_AS_NODE: '1' };
    const child = execa(this.#file, { node: true, env, stdin: 'pipe', stdout: 'pipe', buffer: false, reject: false });
    void child.then(() => {
      this.#running = undefined;
    });
    const line = once(createInterface({ input: child.stdout }), 'line');
    child.stdin.write(`${JSON.stringify(simulated)}\n`);
    const failed = child.then(() => {
      throw new Error('the simulator did not start');
    });
    const [text] = (await Promise.race([line, failed])) as [string];
    const { url } = JSON.parse(text) as { url: string };
    return { child: child as unknown as ResultPromise, url };
  }
}

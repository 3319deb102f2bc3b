import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import manifest from '../../package.json' with { type: 'json' };
import { checkpointViewType, commandIds } from '../../src/extension/ids.js';

/** What holds in every editor, by the true API. The workspace has two folders, see workspace.mjs. */
export const cases: Readonly<Record<string, () => Promise<void>>> = {
  async 'the extension is there and starts'() {
    const extension = vscode.extensions.getExtension(`${manifest.publisher}.${manifest.name}`);
    assert.ok(extension);
    await extension.activate();
    assert.equal(extension.isActive, true);
    assert.equal(extension.extensionKind, vscode.ExtensionKind.Workspace);
  },

  async 'every command of the manifest is registered'() {
    const registered = new Set(await vscode.commands.getCommands(true));
    const missing = manifest.contributes.commands.filter(({ command }) => !registered.has(command));
    assert.deepEqual(missing, []);
  },

  async 'settings have the defaults of the manifest'() {
    for (const [id, { default: value }] of Object.entries(manifest.contributes.configuration.properties))
      assert.equal(vscode.workspace.getConfiguration().inspect(id)?.defaultValue, value, id);
  },

  async 'a checkpoint opens in the viewer'() {
    await vscode.commands.executeCommand('vscode.open', file(0, 'checkpoint.json'));
    await until(() => activeViewType() === checkpointViewType);
  },

  async 'a checkpoint of another program opens as text'() {
    await vscode.commands.executeCommand('vscode.open', file(0, 'foreign/checkpoint.json'));
    await until(() => activeInput() instanceof vscode.TabInputText);
    assert.match(vscode.window.activeTextEditor?.document.getText() ?? '', /epoch/);
  },

  async 'a revision of a checkpoint, which is no file, opens in the viewer'() {
    const bytes = await vscode.workspace.fs.readFile(file(0, 'checkpoint.json'));
    const provider = vscode.workspace.registerFileSystemProvider('revision', new OneFile(bytes), { isReadonly: true });
    const uri = file(0, 'checkpoint.json').with({ scheme: 'revision', query: 'HEAD' });
    await vscode.commands.executeCommand('vscode.openWith', uri, checkpointViewType);
    await until(() => activeViewType() === checkpointViewType);
    const input = activeInput();
    assert.ok(input instanceof vscode.TabInputCustom);
    assert.equal(input.uri.toString(), uri.toString());
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
    provider.dispose();
  },

  async 'a sweep file has problems at their places, offers, help and lenses'() {
    const document = await vscode.workspace.openTextDocument({
      language: 'yaml',
      content: '',
    });
    assert.deepEqual(vscode.languages.getDiagnostics(document.uri), []);
    const uri = file(1, 'wrong.sweep.yaml');
    await write(uri, 'model: gpt2\nsweep-type: concurrency\nsweep-range: 1:4\nrequest-count: many\n');
    await vscode.workspace.openTextDocument(uri);
    await until(() => vscode.languages.getDiagnostics(uri).length === 1);
    assert.equal(vscode.languages.getDiagnostics(uri)[0]?.range.start.line, 3);

    const offers = await vscode.commands.executeCommand<vscode.CompletionList>(
      'vscode.executeCompletionItemProvider',
      uri,
      new vscode.Position(1, 'sweep-type: '.length),
    );
    assert.ok(offers.items.some(({ label }) => label === 'request_rate'));
    const [help] = await vscode.commands.executeCommand<vscode.Hover[]>(
      'vscode.executeHoverProvider',
      uri,
      new vscode.Position(2, 3),
    );
    assert.match(help?.contents.map((each) => (each as vscode.MarkdownString).value).join('') ?? '', /--sweep-range/);

    await write(uri, 'model: gpt2\nsweep-type: concurrency\nsweep-range: 1:4\n');
    await until(() => vscode.languages.getDiagnostics(uri).length === 0);
    const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', uri);
    const titles = lenses.map(({ command }) => command?.title);
    assert.deepEqual(titles, ['$(play) Run sweep (3 scenarios)', 'Plan']);
  },

  async 'a sweep file of the second folder is planned and run to its end'() {
    const url = await vscode.commands.executeCommand<string>(commandIds.startSimulator);
    const uri = file(1, 'sweep.yaml');
    await write(
      uri,
      `model: simulated-llm\nurl: ${url}\nendpoint-type: chat\nstreaming: true\nsweep-type: concurrency\nsweep-list: [1, 2]\nrequest-count: 10\n`,
    );
    await vscode.commands.executeCommand(commandIds.planSweepFile, uri);
    await until(() => activeTab()?.label.includes('Plan of') === true);
    await vscode.commands.executeCommand(commandIds.runSweepFile, uri);
    const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(file(1, 'checkpoint.json')));
    const { Results } = JSON.parse(text) as { Results: { run_configs: unknown[] } };
    assert.equal(Results.run_configs.length, 2);
    await until(() => activeViewType() === checkpointViewType);
    const input = activeInput();
    assert.equal(input instanceof vscode.TabInputCustom && input.uri.fsPath, file(1, 'checkpoint.json').fsPath);
  },

  async 'a sweep that is cancelled has ended within a second, its process too, and keeps what is done'() {
    const url = await vscode.commands.executeCommand<string>(commandIds.startSimulator);
    const uri = file(1, 'cancelled/sweep.yaml');
    await write(
      uri,
      `model: simulated-llm\nurl: ${url}\nendpoint-type: chat\nstreaming: true\nsweep-type: concurrency\nsweep-list: [16, 1]\nrequest-count: 200\n`,
    );
    const running = vscode.commands.executeCommand(commandIds.runSweepFile, uri);
    const measured = async () => {
      const bytes = await vscode.workspace.fs.readFile(file(1, 'cancelled/checkpoint.json'));
      return (JSON.parse(new TextDecoder().decode(bytes)) as { Results: { run_configs: unknown[] } }).Results
        .run_configs;
    };
    const end = Date.now() + 60_000;
    while ((await measured().catch(() => [])).length === 0) {
      assert.ok(Date.now() < end, 'no scenario was measured');
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    // The second scenario is under way then.
    await new Promise((resolve) => setTimeout(resolve, 500));
    const cancelled = performance.now();
    await vscode.commands.executeCommand(commandIds.cancelSweep);
    await running;
    const tookMs = performance.now() - cancelled;
    assert.ok(tookMs < 1000, `it took ${tookMs.toFixed(0)} ms`);
    assert.equal((await measured()).length, 1);
  },

  async 'a sweep file in JSON has offers and help from its schema, and problems from both'() {
    const uri = file(1, 'wrong.sweep.json');
    const lines = ['{', '  "model": "gpt2",', '  "sweep-type": "sideways",', '  "sweep-range": "1:4"', '}', ''];
    await write(uri, lines.join('\n'));
    await vscode.window.showTextDocument(uri);
    const sources = () =>
      vscode.languages
        .getDiagnostics(uri)
        .filter(({ range }) => range.start.line === 2)
        .map(({ source }) => source);
    // The editor's own service for JSON names no source.
    await until(() => sources().includes('genai-sweep') && sources().some((source) => source !== 'genai-sweep'));

    const offers = await vscode.commands.executeCommand<vscode.CompletionList>(
      'vscode.executeCompletionItemProvider',
      uri,
      new vscode.Position(2, '  "sweep-type": "'.length),
    );
    assert.ok(offers.items.some(({ label }) => String(label).includes('request_rate')));
    const help = await vscode.commands.executeCommand<vscode.Hover[]>(
      'vscode.executeHoverProvider',
      uri,
      new vscode.Position(3, 5),
    );
    assert.notEqual(help.length, 0);
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
    await vscode.workspace.fs.delete(uri);
  },
};

/** A file of the workspace's first or second folder. */
function file(folder: 0 | 1, path: string): vscode.Uri {
  const found = vscode.workspace.workspaceFolders?.[folder];
  assert.ok(found, 'the workspace has two folders');
  return vscode.Uri.joinPath(found.uri, path);
}

async function write(uri: vscode.Uri, text: string): Promise<void> {
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
}

const activeTab = () => vscode.window.tabGroups.activeTabGroup.activeTab;
const activeInput = () => activeTab()?.input;

function activeViewType(): string | undefined {
  const input = activeInput();
  return input instanceof vscode.TabInputCustom ? input.viewType : undefined;
}

async function until(isSo: () => boolean): Promise<void> {
  const end = Date.now() + 30_000;
  while (!isSo()) {
    assert.ok(Date.now() < end, `not so after 30 s: ${isSo}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** A file system that holds the same file everywhere. */
class OneFile implements vscode.FileSystemProvider {
  readonly #bytes: Uint8Array;
  readonly onDidChangeFile = new vscode.EventEmitter<vscode.FileChangeEvent[]>().event;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  stat(): vscode.FileStat {
    return { type: vscode.FileType.File, ctime: 0, mtime: 0, size: this.#bytes.byteLength };
  }

  readFile(): Uint8Array {
    return this.#bytes;
  }

  watch(): vscode.Disposable {
    return new vscode.Disposable(() => {});
  }

  readDirectory(): [string, vscode.FileType][] {
    return [];
  }

  createDirectory(): void {
    throw vscode.FileSystemError.NoPermissions();
  }

  writeFile(): void {
    throw vscode.FileSystemError.NoPermissions();
  }

  delete(): void {
    throw vscode.FileSystemError.NoPermissions();
  }

  rename(): void {
    throw vscode.FileSystemError.NoPermissions();
  }
}

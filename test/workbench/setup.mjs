// Installs the workbench into node_modules beside this file, once per lock file: code-server with the VS Code inside it,
// and the Node that it needs. No install script runs and no compiler is needed.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const here = import.meta.dirname;
const stamp = join(here, 'node_modules/.installed');
const lock = readFileSync(join(here, 'package-lock.json'), 'utf8');

if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== lock) {
  npm(['ci'], here);
  // VS Code's own packages, which code-server's install script would fetch; its shrinkwrap pins them, but is not quite
  // in step with its package.json, so that `npm ci` refuses it.
  npm(['install', '--omit=dev', '--no-save'], join(here, 'node_modules/code-server/lib/vscode'));
  writeFileSync(stamp, lock);
}

function npm(args, cwd) {
  const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--engine-strict=false', '--loglevel=error'];
  execFileSync('npm', [...args, ...quiet], { cwd, stdio: 'inherit', shell: process.platform === 'win32' });
}

// npm run test:desktop: the suite in a desktop VS Code. VSCODE_PATH names the program of an installed one; without it
// @vscode/test-electron downloads one. A machine without a screen needs xvfb-run.
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { runTests } from '@vscode/test-electron';
import { build, prepare } from '../../scripts/prepare.mjs';
import { prepareSuite, root } from './workspace.mjs';

await prepare();
await build();
const { folder, suite, workspace, log } = await prepareSuite();
try {
  process.exitCode = await runTests({
    ...(process.env.VSCODE_PATH && { vscodeExecutablePath: process.env.VSCODE_PATH }),
    extensionDevelopmentPath: root,
    extensionTestsPath: suite,
    extensionTestsEnv: { GENAI_SWEEP_SUITE_LOG: log },
    launchArgs: [workspace, '--disable-extensions', '--disable-workspace-trust', '--user-data-dir', `${folder}/user`],
  });
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  console.log(existsSync(log) ? readFileSync(log, 'utf8') : 'The suite never started.');
  rmSync(folder, { recursive: true, force: true });
}

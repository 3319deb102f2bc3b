import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkWalls, type WallCheck } from '../../../scripts/checkWalls.mjs';

const root = resolve(import.meta.dirname, '../../..');

/** One import that each wall must stop: the wall, the importing file, what it imports. */
const forbidden: readonly (readonly [wall: string, from: string, specifier: string])[] = [
  ['core-metrics', 'src/core/metrics/bad.ts', '../results/good.js'],
  ['core-results', 'src/core/results/bad.ts', '../checkpoint/good.js'],
  ['core-checkpoint', 'src/core/checkpoint/bad.ts', '../report/good.js'],
  ['core-measure', 'src/core/measure/bad.ts', '../results/good.js'],
  ['core-sweep', 'src/core/sweep/bad.ts', '../workload/good.js'],
  ['core-workload', 'src/core/workload/bad.ts', '../measure/good.js'],
  ['core-report', 'src/core/report/bad.ts', '../importers/good.js'],
  ['core-importers', 'src/core/importers/bad.ts', '../report/good.js'],
  ['core-metrics', 'src/core/metrics/typeOnly.ts', '../../cli/good.js'],
  ['storage', 'src/storage/bad.ts', '../load/good.js'],
  ['load', 'src/load/bad.ts', '../engines/good.js'],
  ['telemetry', 'src/telemetry/bad.ts', '../storage/good.js'],
  ['simulator', 'src/simulator/bad.ts', '../load/good.js'],
  ['protocol', 'src/protocol/bad.ts', '../storage/good.js'],
  ['engines', 'src/engines/bad.ts', '../runner/good.js'],
  ['runner', 'src/runner/bad.ts', '../cli/good.js'],
  ['cli', 'src/cli/bad.ts', '../extension/good.js'],
  ['extension', 'src/extension/bad.ts', '../cli/good.js'],
  ['library', 'src/index.ts', './cli/good.js'],
  ['page', 'webview-ui/bad.ts', '../src/runner/good.js'],
  ['no-node-in-the-page', 'src/core/sweep/node.ts', 'node:fs'],
  ['no-node-in-the-page', 'src/protocol/node.ts', 'crypto'],
  ['no-node-in-the-page', 'webview-ui/node.ts', 'node:path'],
  ['vscode-only-in-extension', 'src/runner/editor.ts', 'vscode'],
  ['no-cycles', 'src/load/circle.ts', './circleBack.js'],
  ['resolvable', 'src/load/nowhere.ts', './missing.js'],
  ['nothing-imports-tests', 'src/load/tests.ts', '../../test/good.js'],
];

/** Imports that the house allows. */
const allowed: readonly (readonly [from: string, specifier: string])[] = [
  ['src/core/report/fine.ts', '../checkpoint/good.js'],
  ['src/core/workload/fine.ts', '../sweep/good.js'],
  ['src/storage/fine.ts', '../core/checkpoint/good.js'],
  ['src/storage/node.ts', 'node:fs'],
  ['src/runner/fine.ts', '../engines/good.js'],
  ['src/cli/fine.ts', '../simulator/good.js'],
  ['src/extension/fine.ts', 'vscode'],
  ['webview-ui/fine.ts', '../src/protocol/good.js'],
];

const rooms = [
  ...['metrics', 'results', 'checkpoint', 'measure', 'sweep', 'workload', 'report', 'importers'].map(
    (name) => `src/core/${name}`,
  ),
  ...['storage', 'load', 'telemetry', 'simulator', 'protocol', 'engines', 'runner', 'cli', 'extension'].map(
    (name) => `src/${name}`,
  ),
  'webview-ui',
  'test',
];

let folder: string;
let found: WallCheck;

function write(file: string, text: string): void {
  mkdirSync(dirname(join(folder, file)), { recursive: true });
  writeFileSync(join(folder, file), text);
}

beforeAll(async () => {
  // macOS names its temporary folder by a link, which the checker would report under its other name.
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'genai-sweep-walls-')));
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction');
  write('tsconfig.json', '{ "compilerOptions": { "module": "ESNext", "moduleResolution": "Bundler" } }');
  for (const name of rooms)
    write(`${name}/good.ts`, 'export interface Good { readonly good: true }\nexport const good = 1;\n');
  for (const [from, specifier] of [...forbidden.map(([, ...edge]) => edge), ...allowed])
    write(from, `import * as other from '${specifier}';\nexport const used = other;\n`);
  // Imports of types bind rooms together as much as any.
  write('src/core/metrics/typeOnly.ts', "import type { Good } from '../../cli/good.js';\nexport type Used = Good;\n");
  write('src/load/circleBack.ts', "import { used } from './circle.js';\nexport const back = used;\n");
  found = await checkWalls(folder);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the walls', () => {
  it.each(forbidden)('%s stops %s from importing %s', (wall, from) => {
    expect(found.violations.filter((violation) => violation.from === from).map(({ rule }) => rule)).toContain(wall);
  });

  it.each(allowed)('let %s import %s', (from) => {
    expect(found.violations.filter((violation) => violation.from === from)).toEqual([]);
  });

  it('are each tried above', () => {
    expect(new Set(forbidden.map(([wall]) => wall))).toEqual(new Set(found.rules));
  });

  it('are not said to stand when a module was not read', async () => {
    const empty = mkdtempSync(join(tmpdir(), 'genai-sweep-walls-'));
    try {
      mkdirSync(join(empty, 'src'));
      writeFileSync(join(empty, 'tsconfig.json'), '{}');
      writeFileSync(join(empty, 'outside.ts'), '');
      await expect(checkWalls(empty)).rejects.toThrow(/0 of 0 modules/);
    } finally {
      rmSync(empty, { recursive: true });
    }
  });
});

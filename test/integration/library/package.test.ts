import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '../../..');
const tsc = join(root, 'node_modules/typescript/bin/tsc');
const samples = join(root, 'test/unit/results/samples');

/** A project of somebody else that has the package installed. */
const project = mkdtempSync(join(tmpdir(), 'genai-sweep-library-'));

beforeAll(async () => {
  await execa(process.execPath, [tsc, '-p', 'tsconfig.types.json'], { cwd: root });
  mkdirSync(join(project, 'node_modules'));
  symlinkSync(root, join(project, 'node_modules/genai-sweep'));
  writeFileSync(join(project, 'package.json'), '{"type":"module"}');
});
afterAll(() => rmSync(project, { recursive: true, force: true }));

const strict = ['--strict', '--module', 'nodenext', '--moduleResolution', 'nodenext', '--target', 'es2023'];

test("a stranger's strict program compiles against the package's types and runs on its code", async () => {
  writeFileSync(
    join(project, 'program.ts'),
    [
      "import { Checkpoint, Results, TimeToFirstTokenP99, ModelConstraints, RunConstraints } from 'genai-sweep';",
      "import type { MetricTag } from 'genai-sweep';",
      'const results: Results = Checkpoint.empty().results;',
      'results.setPerfMetricObjectives({ gpt2: { [TimeToFirstTokenP99.tag]: 1 } });',
      'results.setConstraints(new RunConstraints({ gpt2: new ModelConstraints({ [TimeToFirstTokenP99.tag]: 10 }) }));',
      'const tag: MetricTag = TimeToFirstTokenP99.tag;',
      '// @ts-expect-error a misspelt tag does not compile',
      "const misspelt: MetricTag = 'time_to_first_tokn_p99';",
      'export const printed = [tag, misspelt, results.getResultsPassingConstraints().runConfigs.length];',
      'console.log(JSON.stringify(printed));',
    ].join('\n'),
  );
  await execa(process.execPath, [tsc, ...strict, 'program.ts'], { cwd: project });
  const { stdout } = await execa(process.execPath, ['program.js'], { cwd: project });
  expect(JSON.parse(stdout)).toEqual(['time_to_first_token_p99', 'time_to_first_tokn_p99', 0]);
});

test('the programs of docs/library.md import nothing that the package does not have', async () => {
  const library: Record<string, unknown> = await import(join(root, 'dist/index.js'));
  const imported = readdirSync(samples).flatMap((name) =>
    [...readFileSync(join(samples, name), 'utf8').matchAll(/import \{([^}]+)\}/g)].flatMap((match) =>
      match[1]!.split(',').map((item) => item.trim()),
    ),
  );
  const values = imported.filter((name) => name !== '' && !name.startsWith('type '));
  expect(values.length).toBeGreaterThan(3);
  for (const name of values) expect(library, name).toHaveProperty(name);
});

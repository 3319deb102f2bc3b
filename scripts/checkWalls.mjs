import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { cruise } from 'dependency-cruiser';
import extractTSConfig from 'dependency-cruiser/config-utl/extract-ts-config';

const rules = createRequire(import.meta.url)('./walls.cjs');

/** See checkWalls.d.mts. */
export async function checkWalls(folder) {
  const houses = ['src', 'webview-ui'].filter((house) => existsSync(join(folder, house)));
  const tsConfigFile = join(folder, 'tsconfig.json');
  const { output } = await cruise(
    houses,
    { ...rules.options, baseDir: folder, validate: true, ruleSet: { forbidden: rules.forbidden } },
    undefined,
    { tsConfig: extractTSConfig(tsConfigFile) },
  );
  const read = new Set(output.modules.map(({ source }) => source));
  const files = houses.flatMap((house) =>
    readdirSync(join(folder, house), { recursive: true }).map((file) => join(house, file).replaceAll('\\', '/')),
  );
  const modules = files.filter((file) => /\.tsx?$/.test(file));
  const missed = modules.filter((file) => !read.has(file));
  if (modules.length === 0 || missed.length > 0)
    throw new Error(`The walls cannot be checked: ${missed.length} of ${modules.length} modules were not read.`);
  const violations = output.summary.violations.map(({ rule, from, to }) => ({ rule: rule.name, from, to }));
  return { modules: modules.length, rules: rules.forbidden.map(({ name }) => name), violations };
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { modules, violations } = await checkWalls(process.cwd());
  for (const { rule, from, to } of violations) console.error(`${from} must not import ${to} (wall "${rule}")`);
  console.log(`${modules} modules read, ${violations.length} walls broken.`);
  if (violations.length > 0) process.exitCode = 1;
}

// Writes src/core/metrics/recordTypes.ts: the library's named record types have to stand in the source as names,
// because ES modules have no computed exports. Run it after a change of the metric table; a test fails until then.
import { writeFileSync } from 'node:fs';
import { build } from 'esbuild';

const { outputFiles } = await build({
  entryPoints: ['src/core/metrics/tags.ts'],
  bundle: true,
  format: 'esm',
  write: false,
});
const { metrics } = await import(`data:text/javascript,${encodeURIComponent(outputFiles[0].text)}`);
const byFamily = new Map();
for (const { family, familyName, statistic } of metrics) {
  const names = byFamily.get(familyName) ?? [];
  byFamily.set(familyName, [...names, family.recordName + statistic[0].toUpperCase() + statistic.slice(1)]);
}
const lines = [...byFamily.values()].map((names) => `export const { ${names.join(', ')} } = recordTypes;`);
writeFileSync(
  'src/core/metrics/recordTypes.ts',
  `// biome-ignore-all format: one line per family; written by scripts/recordTypes.mjs
import { recordTypes } from './recordType.js';

${lines.join('\n')}
`,
);

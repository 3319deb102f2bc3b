// Writes schemas/: the JSON Schemas of files that people write, made from the zod schemas that read them. Run it after
// a change of the options; a test fails until then.
import { mkdirSync, writeFileSync } from 'node:fs';
import { build } from 'esbuild';

const { outputFiles } = await build({
  entryPoints: ['src/core/sweep/configSchema.ts'],
  bundle: true,
  format: 'esm',
  write: false,
});
const { configJsonSchema } = await import(
  `data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`
);
mkdirSync('schemas', { recursive: true });
writeFileSync('schemas/sweep.schema.json', `${JSON.stringify(configJsonSchema(), null, 2)}\n`);

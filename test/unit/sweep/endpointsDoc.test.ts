import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { rankingsPaths } from '../../../src/core/sweep/rankingsApi.js';
import { type EndpointType, endpointTypes } from '../../../src/core/sweep/support.js';

const page = readFileSync(new URL('../../../docs/endpoints.md', import.meta.url), 'utf8');
const rows = page.split('\n').filter((line) => line.startsWith('|'));

const httpTypes = Object.entries(endpointTypes as Record<string, EndpointType>).filter(
  ([, { answer, supported }]) => supported && answer !== undefined,
);

test.each(httpTypes)('docs/endpoints.md tells path and stream of %s', (name, { path, streaming }) => {
  const row = rows.find((line) => line.split('|')[1]?.includes(`\`${name}\``));
  expect(row).toBeDefined();
  if (path !== undefined && path !== '.') expect(row).toContain(`\`${path}\``);
  if (name !== 'template') expect(row?.includes('stream |')).toBe(streaming);
});

test.each(Object.entries(rankingsPaths))('docs/endpoints.md tells the path of rankings:%s', (api, path) => {
  expect(rows.find((line) => line.includes(`\`rankings:${api}\``))).toContain(`\`${path}\``);
});

import type * as z from 'zod';
import type { RunConfigEntry } from '../results/runConfigEntry.js';
import type { fileSchema } from './checkpointSchema.js';
import type { JsonPath } from './jsonText.js';
import { hasNamedGpuKeys, readRunConfig } from './readRunConfig.js';
import { fromTritonUnits } from './tritonUnits.js';

type CheckpointFile = z.output<typeof fileSchema>;

/**
 * The run configs of a file in the order they were measured, one at a time.
 * @param notices gets a sentence for what a reader should know
 * @throws {UnexpectedValueError}
 */
export function* readRunConfigs(file: CheckpointFile, notices: string[]): Generator<RunConfigEntry> {
  const names = new Set<string>();
  const unknownTags = new Set<string>();
  for (const { json, path } of inOrder(file)) {
    const read = readRunConfig(json, path);
    const isFromTriton = file.genai_sweep === undefined && hasNamedGpuKeys(json);
    const entry = isFromTriton ? fromTritonUnits(read.entry) : read.entry;
    for (const tag of read.unknownTags) unknownTags.add(tag);
    const { name } = entry;
    const freeName = names.has(name) ? name.replace(/\d*$/, String(nextRunConfigId(names))) : name;
    names.add(freeName);
    if (freeName !== name) notices.push(`Two run configs are named ${name}: the later one is called ${freeName} here.`);
    yield { ...entry, name: freeName };
  }
  if (unknownTags.size > 0)
    notices.push(`Records of unknown metrics are kept, but not shown: ${[...unknownTags].join(', ')}.`);
}

/** One more than the highest number at the end of a name; 0 without any. */
export function nextRunConfigId(names: Iterable<string>): number {
  return Array.from(names, (name) => Number(/_(\d+)$/.exec(name)?.[1] ?? -1)).reduce((a, b) => Math.max(a, b), -1) + 1;
}

interface Located {
  readonly json: unknown;
  readonly path: JsonPath;
}

/** Those that genai-perf cannot see lie apart, with the position that they had among all. */
function* inOrder({ Results, genai_sweep: ours }: CheckpointFile): Generator<Located> {
  const apart = (ours?.other_run_configs ?? [])
    .map(({ position, run_config: json }, index) => ({
      position,
      json,
      path: ['genai_sweep', 'other_run_configs', index, 'run_config'],
    }))
    .sort((a, b) => a.position - b.position);
  let position = 0;
  for (const [index, json] of Results.run_configs.entries()) {
    for (; (apart[0]?.position ?? Number.POSITIVE_INFINITY) <= position; position++) yield apart.shift()!;
    yield { json, path: ['Results', 'run_configs', index] };
    position++;
  }
  yield* apart;
}

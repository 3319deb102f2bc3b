import { join } from 'node:path';
import { expect, test } from 'vitest';
import { measureScenario } from '../../../src/core/measure/measureScenario.js';
import { answerFormatOf } from '../../../src/core/sweep/endpointRules.js';
import { type EndpointType, type EndpointTypeName, endpointTypes } from '../../../src/core/sweep/support.js';
import { requestBody } from '../../../src/core/workload/requestBody.js';
import { runLoadHere } from '../../../src/load/runLoadHere.js';
import { exactTiming } from '../../../src/simulator/options.js';
import { type ApiName, apiBodies } from '../../support/apiBodies.js';
import { datasetInput } from '../../unit/workload/inputs.js';
import { temporaryFolder } from '../cli/program.js';
import { readTruthLog, startSimulatorProcess } from '../simulator/simulatorProcess.js';

// One pixel.
const png =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

const cases: readonly { type: EndpointTypeName & ApiName; images: number; audio?: true }[] = [
  { type: 'image_retrieval', images: 4 },
  { type: 'nvclip', images: 2 },
  { type: 'multimodal', images: 2, audio: true },
  { type: 'vision', images: 1 },
  { type: 'responses', images: 1 },
  { type: 'messages', images: 2 },
  { type: 'huggingface_generate', images: 1 },
];

test.each(cases)('$type with images: the server sees all of them, and the answer is measured', async (of) => {
  const folder = temporaryFolder();
  const truthLog = join(folder, 'truth.jsonl');
  const simulator = await startSimulatorProcess({ ...exactTiming(40, 2), models: ['m'], truthLog });
  const { streaming, generates, perImage, path = '' }: EndpointType = endpointTypes[of.type];
  const { endpoint } = datasetInput({ endpoint: { endpointType: of.type, streaming } });
  const images = Array.from({ length: of.images }, () => png);
  const audios = of.audio && [{ format: 'wav' as const, base64: 'UklGRg==' }];
  const texts = perImage ? [] : ['What is this?'];
  const body = requestBody(endpoint, { model: 'm', texts, images, audios, maxTokens: generates ? 5 : undefined });
  expect(apiBodies[of.type].safeParse(body)).toMatchObject({ success: true });

  const load = { kind: 'concurrency', concurrency: 2 } as const;
  const stop = { kind: 'request_count', requests: 6 } as const;
  const trace = await runLoadHere(
    {
      url: `${simulator.url}/${path === '.' ? '' : path}`,
      headers: [],
      bodies: [Buffer.from(JSON.stringify(body))],
      format: answerFormatOf(endpoint),
      ...{ load, stop, warmupRequests: 0, seed: 0, requestTimeoutMs: 5000, keepText: true },
    },
    { signal: new AbortController().signal },
  ).finally(() => simulator.close());
  const { perfMetrics, quality } = measureScenario({
    ...{ trace, streaming, load, stop, perImage, goodput: {}, inputTokenSource: 'none', models: ['m'] },
    entries: [{ model: 'm', inputTokens: perImage ? 0 : 4, images }],
    outputTokens: generates ? { counts: trace.completionTokens, source: 'server usage' } : undefined,
  });

  expect(quality).toMatchObject({ requests: 6, errors: {} });
  const lines = readTruthLog(truthLog);
  expect(lines.map((line) => line.images)).toEqual(Array(6).fill(of.images));
  const records = perfMetrics['m']!;
  expect(records.output_sequence_length_avg).toBe(generates ? 5 : undefined);
  const latencies = lines.map(({ lastTokenMs = Number.NaN, arrivalMs }) => lastTokenMs - arrivalMs);
  expect(records.request_latency_min! / 1e6).toBeGreaterThan(Math.min(...latencies) - 0.5);
  if (!perImage) expect(records.image_latency_avg).toBeUndefined();
  else {
    expect(records.image_latency_avg! * of.images).toBeCloseTo(records.request_latency_avg!, 0);
    expect(records.image_throughput_max).toBeCloseTo(of.images / (records.request_latency_min! / 1e9), 6);
    expect(Object.keys(records).filter((tag) => /token|sequence/.test(tag))).toEqual([]);
  }
});

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { completed } from '../../../src/core/measure/trace.js';
import { readRawRecords } from '../../../src/engines/aiperf/readRawRecords.js';
import { withVariables } from '../../../src/engines/aiperf/withVariables.js';
import { readProfileExport } from '../../../src/engines/genaiPerf/readProfileExport.js';
import { fileNamed } from '../../../src/engines/tools/outputFiles.js';
import { reasonIn } from '../../../src/engines/tools/reasonIn.js';
import { recordingTrace } from '../../../src/engines/tools/recordingTrace.js';
import { secretsOf, shownCommand, withoutSecrets } from '../../../src/engines/tools/shownCommand.js';

const fixture = new URL('../../fixtures/genai-perf-parser/profile_export.json', import.meta.url).pathname;

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'genai-sweep-tools-'));
  onTestFinished(() => rmSync(path, { recursive: true }));
  return path;
}

function file(text: string): string {
  const path = join(folder(), 'export');
  writeFileSync(path, text);
  return path;
}

test("perf_analyzer's export becomes a trace in which every request completed", async () => {
  const recording = await readProfileExport(fixture);
  const stop = { kind: 'request_count', requests: recording.requests.length } as const;
  const { trace, sent } = recordingTrace(recording, { format: 'chat', stop });
  expect(trace.requests).toBe(recording.requests.length);
  expect(trace.requests).toBeGreaterThan(0);
  expect([...trace.outcome]).toEqual(Array(trace.requests).fill(completed));
  expect(sent.length).toBeGreaterThan(0);
  expect(Math.min(...trace.sentMs)).toBe(0);
  for (let request = 0; request < trace.requests; request++)
    expect(trace.eventMs[trace.eventStart[request]!]).toBeGreaterThan(trace.sentMs[request]!);
  // What another program's event loop did, nobody knows: it is no 0.
  expect([trace.eventLoopDelayP99Ms, trace.clientCpuShare]).toEqual([undefined, undefined]);
});

test('an export that is cut, of another kind or of two experiments is refused with the reason', async () => {
  await expect(readProfileExport(file('{"experiments":['))).rejects.toThrow('it is not JSON');
  await expect(readProfileExport(file('{}'))).rejects.toThrow('its export cannot be read (experiments:');
  await expect(readProfileExport(file('{"experiments":[{"requests":[]},{"requests":[]}]}'))).rejects.toThrow(
    'its export holds 2 experiments in place of one',
  );
});

test('lists of one that perf_analyzer writes as their only element are lists', async () => {
  const request = {
    timestamp: 1e18,
    request_inputs: { payload: '{}' },
    response_timestamps: 1e18 + 5e6,
    response_outputs: { response: '{"object":"list","data":[]}' },
  };
  const { requests } = await readProfileExport(file(JSON.stringify({ experiments: [{ requests: [request] }] })));
  expect(requests).toHaveLength(1);
  // A number holds such times to a quarter of a microsecond.
  expect(requests[0]?.endMs).toBeCloseTo(5, 3);
});

const record = (phase: string, further: object = {}) => ({
  metadata: {
    benchmark_phase: phase,
    request_start_ns: 1e18,
    request_end_ns: 1e18 + 9e6,
    credit_issued_ns: 1e18 - 1e6,
  },
  start_perf_ns: 1000,
  payload: { model: 'm', messages: [{ role: 'user', content: 'a' }] },
  status: 200,
  responses: [
    { perf_ns: 1000 + 4e6, packets: [{ name: 'data', value: '{"choices":[{"delta":{"content":"a"}}]}' }] },
    { perf_ns: 1000 + 8e6, packets: [{ name: 'data', value: '[DONE]' }] },
  ],
  ...further,
});

test("aiperf's raw records become a trace without the warm-up; failures keep their kind", async () => {
  const refused = { status: 503, responses: [], error: { code: 503, type: 'ServiceUnavailable', message: 'busy' } };
  const records = [record('warmup'), record('profiling'), record('profiling', refused)];
  const recording = await readRawRecords(file(records.map((one) => JSON.stringify(one)).join('\n')));
  const stop = { kind: 'request_count', requests: 2 } as const;
  const { trace } = recordingTrace(recording, { format: 'chat', stop });
  expect(trace.requests).toBe(2);
  expect(trace.outcome[0]).toBe(completed);
  expect(trace.eventMs[0]).toBeCloseTo(4, 6);
  expect(trace.scheduledMs[0]).toBeCloseTo(-1, 3);
  expect(trace.errorKinds).toEqual(['http 503']);
  await expect(readRawRecords(file(`${JSON.stringify(record('profiling'))}\n{"metadata"`))).rejects.toThrow(
    'line 2 of its raw records cannot be read (it is not JSON)',
  );
});

test('requests are in the order of sending; a schedule is on time with the request that left most in time', () => {
  const leftAt = (sentMs: number) => ({
    payload: '{}',
    session: 'own',
    scheduledMs: Number.NaN,
    sentMs,
    reads: [],
    endMs: sentMs + 5,
  });
  const recording = { timeOriginMs: 0, requests: [107, 0, 51].map(leftAt) };
  const stop = { kind: 'request_count', requests: 3 } as const;
  const { trace, sent } = recordingTrace(recording, { format: 'chat', stop, scheduleMs: [10, 60, 110] });
  expect([...trace.sentMs]).toEqual([0, 51, 107]);
  expect([...trace.scheduledMs]).toEqual([0, 50, 100]);
  expect(sent.map(({ timestampMs, session }) => [timestampMs, session])).toEqual(
    [10, 60, 110].map((ms) => [ms, undefined]),
  );
  // Without a schedule, equal bodies are one entry; in sessions only those of the same one.
  expect(recordingTrace(recording, { format: 'chat', stop }).sent).toHaveLength(1);
  const sessions = {
    ...recording,
    requests: recording.requests.map((one, place) => ({ ...one, session: `${place % 2}` })),
  };
  expect(recordingTrace(sessions, { format: 'chat', stop, areSessions: true }).sent).toHaveLength(2);
});

test('requests that the end of the window cut off are neither completed nor failed', async () => {
  const cut = record('profiling');
  const recording = await readRawRecords(
    file(JSON.stringify({ ...cut, metadata: { ...cut.metadata, was_cancelled: true }, responses: [] })),
  );
  const { trace } = recordingTrace(recording, { format: 'chat', stop: { kind: 'interval', milliseconds: 9 } });
  expect([...trace.outcome]).toEqual([1]);
  expect(trace.windowEndMs).toBe(9);
});

test('headers, and texts that aiperf would expand, reach it by environment variables', () => {
  // Not in one piece, or it would be taken for a mistake in a template.
  const placeholder = '$' + '{X}';
  const config = { benchmark: { endpoint: { urls: ['http://h'], extra: { note: `costs ${placeholder}` } }, other: 1 } };
  const { config: written, variables } = withVariables(config, { Authorization: 'Bearer k' });
  expect(JSON.stringify(written)).not.toContain('Bearer');
  expect(JSON.stringify(written)).not.toContain(placeholder);
  expect(Object.values(variables).sort()).toEqual(['Bearer k', `costs ${placeholder}`]);
  const text = JSON.stringify(written).replace(/\$\{(\w+)\}/g, (_, name: string) => variables[name]!);
  expect(JSON.parse(text)).toEqual({
    benchmark: {
      ...config.benchmark,
      endpoint: { ...config.benchmark.endpoint, headers: { Authorization: 'Bearer k' } },
    },
  });
});

test('a shown command can be pasted and holds no secret', () => {
  const secrets = secretsOf([
    ['Authorization', 'Bearer abcdefgh'],
    ['X-Tenant', 'a'],
  ]);
  const command = { args: ['profile', '--header', 'Authorization:Bearer abcdefgh', "it's"], secrets };
  expect(shownCommand('tool', command)).toBe("tool profile --header 'Authorization:***' 'it'\\''s'");
  expect(withoutSecrets('key abcdefgh, a tenant', secrets)).toBe('key ***, a tenant');
});

test('the reason of a failure is what the server, the log, or Python said', () => {
  expect(reasonIn('ERROR first\nOpenAI response returns HTTP code 503: busy')).toBe('HTTP code 503: busy');
  expect(reasonIn('12:00 ERROR    no tokenizer\n12:01 ERROR    gone')).toBe('no tokenizer');
  expect(reasonIn("ERROR    'Profile with x=1 is not there  main.py:55")).toBe("'Profile with x=1 is not there");
  expect(reasonIn('Traceback (most recent call last):\n  File "a.py", line 1\nKeyError: 7\n')).toBe('KeyError: 7');
  expect(reasonIn('│ nothing special │')).toBe('nothing special');
  expect(reasonIn('')).toBeUndefined();
});

test('of several files of the same name none is taken', async () => {
  const path = folder();
  await expect(fileNamed(path, 'a.json')).rejects.toThrow('it left no a.json');
  writeFileSync(join(path, 'a.json'), '');
  expect(await fileNamed(path, 'a.json')).toBe(join(path, 'a.json'));
  await expect(fileNamed(join(path, 'missing'), 'a.json')).rejects.toThrow('it left no a.json');
});

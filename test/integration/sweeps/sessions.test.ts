import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { PerfTag } from '../../../src/core/metrics/tags.js';
import { sweep } from '../../support/sweepProgram.js';
import { runProgram, temporaryFolder } from '../cli/program.js';
import { answerText, type ReceivedRequest, recordingServer } from './recordingServer.js';

const quiet = ['--server-metrics-url', 'none', '--warmup-request-count', '0'];

/** Requests of each session in their order: all go on from the same first message. */
function bySession(received: readonly ReceivedRequest[]): ReceivedRequest[][] {
  const sessions = new Map<string, ReceivedRequest[]>();
  for (const request of received) {
    const first = request.body.messages?.[0]?.content ?? '';
    sessions.set(first, [...(sessions.get(first) ?? []), request]);
  }
  return [...sessions.values()];
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

describe.each(['streaming', 'whole answers'])('made sessions with %s', (kind) => {
  test('send all that was said before, so many at once, each turn so long after the answer before', async () => {
    const folder = temporaryFolder();
    const server = await recordingServer();
    const args = [
      ...['analyze', '-m', 'm', '-u', server.url, '--isl', '12', ...quiet, '--num-sessions', '6'],
      ...['--session-turns-mean', '3', '--session-turn-delay-mean', '120', '--session-delay-ratio', '0.5'],
      ...['--sweep-type', 'concurrency', '--sweep-list', '2', ...(kind === 'streaming' ? ['--streaming'] : [])],
    ];
    const { runConfigs, artifacts } = await sweep(folder, args);
    expect(server.received).toHaveLength(18);
    const sessions = bySession(server.received);
    expect(sessions).toHaveLength(6);
    const late: number[] = [];
    for (const turns of sessions) {
      expect(turns.map(({ body }) => body.messages?.map(({ role }) => role))).toEqual([
        ['user'],
        ['user', 'assistant', 'user'],
        ['user', 'assistant', 'user', 'assistant', 'user'],
      ]);
      turns.forEach((turn, place) => {
        const before = turns[place - 1];
        if (before === undefined) return;
        const messages = turn.body.messages ?? [];
        expect(messages.slice(0, -2)).toEqual(before.body.messages);
        expect(messages.at(-2)?.content).toBe(answerText(server.received.indexOf(before)));
        late.push(turn.atMs - before.answeredAtMs - 60);
      });
    }
    expect(Math.min(...late)).toBeGreaterThan(-1);
    // Far below the 60 ms that an unscaled delay would add, whatever else the machine does.
    expect(median(late)).toBeLessThan(40);
    // Two sessions at once: the third begins when one of the first two is over.
    const starts = sessions.map(([first]) => first!.atMs).sort((a, b) => a - b);
    const ends = sessions.map((turns) => turns.at(-1)!.answeredAtMs).sort((a, b) => a - b);
    starts.slice(2).forEach((start, place) => {
      expect(start).toBeGreaterThanOrEqual(ends[place]! - 1);
    });

    const [runConfig] = runConfigs;
    const record = (tag: PerfTag) => runConfig!.getModelPerfMetricValue('m', tag);
    expect(record('request_count_avg')).toBe(18);
    // 12 tokens, then with the answer of 4 and 12 more, and once more.
    expect([record('input_sequence_length_min'), record('input_sequence_length_max')]).toEqual([12, 44]);
    expect(runConfig?.details?.quality.targetConcurrency).toBeUndefined();
    expect(runConfig?.details?.quality.sendDelayP50Ms).toBeLessThan(40);

    const exported = JSON.parse(readFileSync(join(artifacts(runConfig!), 'profile_export.json'), 'utf8'));
    const sent = exported.experiments[0].requests.map(
      ({ request_inputs }: { request_inputs: { payload: string } }) => JSON.parse(request_inputs.payload) as unknown,
    );
    expect(new Set(sent.map((body: unknown) => JSON.stringify(body)))).toEqual(
      new Set(server.received.map(({ body }) => JSON.stringify(body))),
    );
    const inputs = JSON.parse(readFileSync(join(artifacts(runConfig!), 'inputs.json'), 'utf8')).data;
    expect(
      inputs.slice(0, 3).map((row: { session_id: string[]; delay: number[] }) => [row.session_id, row.delay]),
    ).toEqual([
      [['session-1'], [60]],
      [['session-1'], [60]],
      [['session-1'], [0]],
    ]);

    const again = await runProgram(folder, args);
    expect(again.stderr + again.stdout).toContain('found in checkpoint - skipping');
    expect(server.received).toHaveLength(18);
  });
});

test('sessions of a file are sent as their lines say, and end where an answer is missing', async () => {
  const folder = temporaryFolder();
  const server = await recordingServer({ status: (request) => (request === 1 ? 500 : 200) });
  const line = (session: string, text: string, delay = 0) => JSON.stringify({ session_id: session, text, delay });
  const lines = [line('a', 'one'), line('b', 'two'), line('a', 'three'), line('b', 'four', 30), line('b', 'five')];
  writeFileSync(join(folder, 's.jsonl'), `${lines.join('\n')}\n`);
  const { runConfigs } = await sweep(folder, [
    ...['profile', '-m', 'm', '-u', server.url, ...quiet, '--input-file', 's.jsonl', '--session-concurrency', '1'],
    ...['--repeat-prompts', '--streaming'],
  ]);
  const said = server.received.map(({ body }) => body.messages?.map(({ content }) => content));
  expect(said).toEqual([
    ['one'],
    ['one', answerText(0), 'three'],
    ['two'],
    ['two', answerText(2), 'four'],
    ['two', answerText(2), 'four', answerText(3), 'five'],
  ]);
  expect(runConfigs[0]?.details?.quality).toMatchObject({ requests: 4, errors: { 'http 500': 1 } });
});

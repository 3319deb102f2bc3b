import { expect, test } from 'vitest';
import { planTable, targetSentence, totalSentence } from '../../../src/core/report/planReport.js';
import { serverSentence } from '../../../src/runner/serverSentence.js';
import { optionsOfLine, planOf } from '../sweep/commandLine.js';

const sweep = '-m gpt2 --endpoint-type chat --sweep-type concurrency --sweep-list 1,20';

test.each([
  [
    'the default',
    `${sweep} --isl 100 --osl 50`,
    '2 scenarios: at most 300 requests, 30,000 prompt tokens, 15,000 output tokens, 2 min of measuring at the longest.',
  ],
  [
    'a number of requests has no time limit, and without a limit of the answer nobody knows its length',
    `${sweep} --isl 100 --request-count 10`,
    '2 scenarios: at most 20 requests, 2,000 prompt tokens, each scenario until its last answer.',
  ],
  [
    'time alone says nothing of requests',
    `${sweep} --measurement-interval 15000`,
    '2 scenarios: as many requests as fit in, 30 s of measuring at the longest.',
  ],
])('sums: %s', (_what, line, sentence) => {
  expect(totalSentence(planOf(optionsOfLine(line)))).toBe(sentence);
});

test('what cannot be known is an empty cell', () => {
  const { rows } = planTable(planOf(optionsOfLine(`${sweep} --measurement-interval 15000`)));
  expect(rows[1]).toEqual(['concurrency=20', '', '20', '', '', '15 s']);
});

test('target and server are told in a sentence each', () => {
  const plan = planOf(optionsOfLine(`${sweep} --streaming -u https://gpu:8443`));
  expect(targetSentence(plan.scenarios[0]!)).toBe('gpt2 at https://gpu:8443/v1/chat/completions, streaming');
  expect(serverSentence({ problem: 'no server answers at http://gpu:1' })).toBe(
    'Server: no server answers at http://gpu:1.',
  );
  const fingerprint = { version: 'vllm 0.11.0', maxModelLength: 32768 };
  const found = {
    serviceKind: 'openai',
    foundBy: '/v1/models answers',
    servedModels: ['gpt2', 'opt'],
    fingerprint,
    simulated: false,
  } as const;
  expect(serverSentence(found)).toBe(
    'Server: /v1/models answers, vllm 0.11.0, context of 32,768 tokens, serves gpt2, opt.',
  );
});

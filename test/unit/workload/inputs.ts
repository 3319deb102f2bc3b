import { countTokens } from 'gpt-tokenizer/encoding/cl100k_base';
import type { DatasetInput } from '../../../src/core/workload/datasetInput.js';
import type { Tokenizer } from '../../../src/core/workload/tokenizer.js';

type Workload = DatasetInput['workload'];
type Endpoint = DatasetInput['endpoint'];

/** A tokenizer that counts by a function and remembers how often it was asked. */
export function tokenizerOf(countOne: (text: string) => number): Tokenizer & { calls: number; texts: number } {
  return {
    name: 'test',
    calls: 0,
    texts: 0,
    async count(texts) {
      this.calls += 1;
      this.texts += texts.length;
      return texts.map(countOne);
    },
  };
}

/** Says what the embedded one says of itself, and must not be asked for synthetic prompts. */
export const neverAsked: Tokenizer = {
  name: 'cl100k_base',
  wordsAreTokens: true,
  count: () => Promise.reject(new Error('the tokenizer was loaded')),
};

export const cl100k = (text: string) => countTokens(text);

/** A dataset input of four chat requests of 20 tokens, with what the test changes. */
export function datasetInput(
  changes: Partial<Omit<DatasetInput, 'workload' | 'endpoint'>> & {
    workload?: Partial<Workload>;
    endpoint?: Partial<Endpoint>;
  } = {},
): DatasetInput {
  return {
    seed: 0,
    swept: [],
    nonce: 'a',
    tokenizer: neverAsked,
    ...changes,
    endpoint: {
      url: 'http://localhost:8000',
      path: '/v1/chat/completions',
      serviceKind: 'openai',
      endpointType: 'chat',
      models: ['m'],
      modelSelection: 'round_robin',
      streaming: true,
      extraInputs: {},
      requestTimeoutMs: 1000,
      ...changes.endpoint,
    },
    workload: {
      inputTokens: { mean: 20, stddev: 0 },
      datasetEntries: 4,
      batchSize: 1,
      prefixPrompts: { count: 0, tokens: 0 },
      repeatPrompts: false,
      ...changes.workload,
    },
  };
}

/** All texts of a body, whatever its shape. */
export function textsOf(body: Readonly<Record<string, unknown>>): string[] {
  const messages = body['messages'] as { content: string }[] | undefined;
  return messages?.map(({ content }) => content) ?? ((body['prompt'] ?? body['input']) as string[]);
}

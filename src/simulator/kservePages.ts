import { version } from '../../package.json';
import { ApiError } from './apiError.js';

/** What can be asked of KServe's protocol and of Triton's extensions of it, without asking a model for work. */
export interface KservePage {
  readonly method: 'GET' | 'POST';
  readonly answer: object;
}

const input = (name: string, datatype: string, optional: boolean) => ({ name, datatype, optional });
const inputs = [
  input('text_input', 'BYTES', false),
  input('stream', 'BOOL', true),
  input('max_tokens', 'INT32', true),
  input('exclude_input_in_output', 'BOOL', true),
];
const shape = [-1];

const modelPages: Readonly<Record<string, (name: string) => object>> = {
  '': (name) => ({
    name,
    versions: ['1'],
    platform: 'simulated',
    inputs: inputs.map(({ name: each, datatype }) => ({ name: each, datatype, shape })),
    outputs: [{ name: 'text_output', datatype: 'BYTES', shape }],
  }),
  '/ready': () => ({}),
  '/config': (name) => ({
    name,
    input: inputs.map(({ name: each, optional }) => ({ name: each, optional })),
    output: [{ name: 'text_output' }],
    model_transaction_policy: { decoupled: true },
  }),
};

/**
 * The page of a path; undefined for paths of other protocols.
 * @throws {ApiError} 400 for a model that is not served, as Triton has it
 */
export function kservePageOf(path: string, models: readonly string[]): KservePage | undefined {
  if (path === '/v2') return { method: 'GET', answer: { name: 'genai-sweep-simulator', version, extensions: [] } };
  if (path === '/v2/health/live' || path === '/v2/health/ready') return { method: 'GET', answer: {} };
  if (path === '/v2/repository/index')
    return { method: 'POST', answer: models.map((name) => ({ name, version: '1', state: 'READY' })) };
  const [, encoded = '', rest = ''] = /^\/v2\/models\/([^/]+)(\/ready|\/config)?$/.exec(path) ?? [];
  if (encoded === '') return undefined;
  const name = decodeURIComponent(encoded);
  if (!models.includes(name)) throw new ApiError(400, `Request for unknown model: '${name}' is not found`);
  return { method: 'GET', answer: modelPages[rest]!(name) };
}

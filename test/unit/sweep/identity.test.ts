import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../../../src/core/sweep/canonicalJson.js';
import { scenarioIdentity } from '../../../src/core/sweep/identity.js';
import type { Load, Scenario, StopRule } from '../../../src/core/sweep/scenario.js';
import type { EndpointTypeName } from '../../../src/core/sweep/support.js';

const context = { engine: 'builtin', schemaVersion: 1 };
const identity = (scenario: Scenario) => scenarioIdentity(scenario, context);

const count = fc.integer({ min: 1, max: 1_000_000 });
const text = fc.string({ minLength: 1, maxLength: 12 });
const tokens = fc.record({ mean: count, stddev: fc.nat(50) });
const load: fc.Arbitrary<Load> = fc.oneof(
  fc.record({ kind: fc.constant('concurrency' as const), concurrency: count }),
  fc.record({
    kind: fc.constant('request_rate' as const),
    requestsPerSecond: fc.double({ min: 0.001, max: 1e4, noNaN: true }),
    distribution: fc.constantFrom('constant' as const, 'poisson' as const),
  }),
);
const stop: fc.Arbitrary<StopRule> = fc.oneof(
  fc.record({ kind: fc.constant('request_count' as const), requests: count }),
  fc.record({ kind: fc.constant('interval' as const), milliseconds: count }),
  fc.record({
    kind: fc.constant('default' as const),
    requests: count,
    minimumRequests: count,
    maxMilliseconds: count,
  }),
);
const spread = fc.record({ mean: count, stddev: count });
const inputFile = fc.record({
  path: text,
  sha256: text,
  kind: fc.constantFrom('prompts' as const, 'trace' as const),
  sessions: fc.constant(true as const),
  rowsPerRequest: count,
});
const scenarios: fc.Arbitrary<Scenario> = fc.record(
  {
    swept: fc.array(fc.record({ name: fc.constantFrom('concurrency' as const, 'batch_size' as const), value: count })),
    endpoint: fc.record({
      url: text,
      path: text,
      serviceKind: text,
      // Of any text, the names among them: an identity does not look into it.
      endpointType: text as fc.Arbitrary<EndpointTypeName>,
      backend: fc.option(text, { nil: undefined }),
      models: fc.array(text, { minLength: 1 }),
      modelSelection: fc.constantFrom('round_robin' as const, 'random' as const),
      streaming: fc.boolean(),
      extraInputs: fc.dictionary(text, fc.jsonValue()),
      requestTimeoutMs: count,
    }),
    workload: fc.record({
      inputTokens: tokens,
      outputTokens: fc.option(tokens, { nil: undefined }),
      datasetEntries: count,
      batchSize: count,
      prefixPrompts: fc.record({ count: fc.nat(), tokens: fc.nat() }),
      inputFile: fc.option(inputFile, { nil: undefined }),
      repeatPrompts: fc.boolean(),
      exactOutput: fc.constant(true as const),
      sessions: fc.record({ count, turns: spread, turnDelayMs: spread }),
      delayRatio: count,
    }),
    load,
    stop,
    warmupRequests: fc.nat(),
    seed: fc.nat(),
    goodput: fc.dictionary(text, count),
    tokenizer: text,
    label: fc.option(text, { nil: undefined }),
  },
  { noNullPrototype: true },
);

/** The same value with the keys of every object in the opposite order. */
function reversed<Value>(value: Value): Value {
  if (Array.isArray(value)) return value.map(reversed) as Value;
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, member]) => [key, reversed(member)]),
  ) as Value;
}

/** All values at the ends of the tree, each with another one in its place. */
function* variants(value: unknown, path: string[] = []): Generator<{ path: string; changed: unknown }> {
  if (value !== null && typeof value === 'object') {
    for (const [key, member] of Object.entries(value))
      for (const { path: below, changed } of variants(member, [...path, key]))
        yield {
          path: below,
          changed: Array.isArray(value)
            ? value.map((element, i) => (String(i) === key ? changed : element))
            : { ...value, [key]: changed },
        };
    return;
  }
  yield { path: path.join('.'), changed: anotherThan(value) };
}

function anotherThan(value: unknown): unknown {
  if (typeof value === 'number') return value === 0 ? 1 : -value;
  if (typeof value === 'boolean') return !value;
  return value === undefined ? { path: 'x', sha256: 'x' } : `${value}x`;
}

describe('the identity of a scenario', () => {
  it('does not depend on the order of keys, nor on absent against undefined', () => {
    fc.assert(
      fc.property(scenarios, (scenario) => {
        expect(identity(reversed(scenario))).toBe(identity(scenario));
        expect(identity(JSON.parse(JSON.stringify(scenario)) as Scenario)).toBe(identity(scenario));
      }),
    );
  });

  it('is changed by every field but the names and the path of the input file', () => {
    fc.assert(
      fc.property(scenarios, (scenario) => {
        const { swept: _, ...measured } = scenario;
        for (const { path, changed } of variants(measured)) {
          const other = identity({ swept: scenario.swept, ...(changed as object) } as Scenario);
          if (path === 'workload.inputFile.path') expect(other).toBe(identity(scenario));
          else expect(other, path).not.toBe(identity(scenario));
        }
        expect(identity({ ...scenario, swept: [{ name: 'concurrency', value: 3 }] })).toBe(identity(scenario));
      }),
      { numRuns: 25 },
    );
  });

  it('is changed by the engine and by the schema version', () => {
    const [scenario] = fc.sample(scenarios, { numRuns: 1, seed: 1 }) as [Scenario];
    expect(scenarioIdentity(scenario, { ...context, engine: 'aiperf' })).not.toBe(identity(scenario));
    expect(scenarioIdentity(scenario, { ...context, schemaVersion: 2 })).not.toBe(identity(scenario));
  });

  it('is changed by the order of models, which decides who is asked first', () => {
    const [scenario] = fc.sample(scenarios, { numRuns: 1, seed: 1 }) as [Scenario];
    const of = (models: string[]) => identity({ ...scenario, endpoint: { ...scenario.endpoint, models } });
    expect(of(['a', 'b'])).not.toBe(of(['b', 'a']));
  });

  it('stays what it was: a changed hash would measure every finished scenario again', () => {
    const scenario: Scenario = {
      swept: [],
      endpoint: {
        url: 'http://localhost:8000',
        path: '/v1/chat/completions',
        serviceKind: 'openai',
        endpointType: 'chat',
        models: ['gpt2'],
        modelSelection: 'round_robin',
        streaming: true,
        extraInputs: { top_p: 0.9, ignore_eos: true },
        requestTimeoutMs: 600_000,
      },
      workload: {
        inputTokens: { mean: 550, stddev: 0 },
        outputTokens: { mean: 64, stddev: 0 },
        datasetEntries: 100,
        batchSize: 1,
        prefixPrompts: { count: 0, tokens: 100 },
        repeatPrompts: false,
      },
      load: { kind: 'request_rate', requestsPerSecond: 2.5, distribution: 'constant' },
      stop: { kind: 'default', requests: 100, minimumRequests: 10, maxMilliseconds: 60_000 },
      warmupRequests: 3,
      seed: 0,
      goodput: {},
      tokenizer: 'cl100k_base',
    };
    expect(identity(scenario)).toMatchInlineSnapshot(
      `"2f57326e30bdf4e367f04f0ec6f9f6b273f352b82a14279640d5e033e75bb15d"`,
    );
  });
});

describe('canonical JSON', () => {
  it('is JSON with sorted keys and one spelling for each number', () => {
    expect(canonicalJson({ b: [1.0, 1e21, -0, 0.1], a: { d: null, c: 'ü"' }, e: undefined })).toBe(
      '{"a":{"c":"ü\\"","d":null},"b":[1,1e+21,0,0.1]}',
    );
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it('has no place for what is no number', () => {
    expect(() => canonicalJson({ a: [Number.NaN] })).toThrow(TypeError);
    expect(() => canonicalJson(Number.POSITIVE_INFINITY)).toThrow(TypeError);
  });
});

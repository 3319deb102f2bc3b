import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Checkpoint } from '../../../src/core/checkpoint/checkpoint.js';
import { CheckpointError } from '../../../src/core/checkpoint/checkpointError.js';
import { findSyntaxError, offsetOfPath } from '../../../src/core/checkpoint/jsonText.js';
import { sampleDetails, sampleEntry } from '../results/sampleEntries.js';

const good = readFileSync(
  new URL('../../fixtures/checkpoints/genai-perf-0.0.16-nonstreaming.json', import.meta.url),
  'utf8',
);
/** The same, readable. */
const pretty = JSON.stringify(JSON.parse(good), null, 2);

function errorOf(text: string): CheckpointError {
  try {
    Checkpoint.parse(text);
  } catch (error) {
    if (error instanceof CheckpointError) return error;
    throw error;
  }
  throw new Error('it was read');
}

/** What the error points at. */
function lineAt(text: string, { line, column }: CheckpointError): string {
  return (text.split('\n')[line - 1] ?? '').slice(column - 1);
}

describe('a text that is not JSON', () => {
  test.each<[string, string, string]>([
    ['nothing', '', 'line 1, column 1: the text ends here, expected a value'],
    [
      'cut inside an object',
      '{"Results": {\n  "run_configs": [',
      'line 2, column 19: the text ends here, expected a value',
    ],
    ['cut inside a string', '{"Results": "abc', 'line 1, column 17: the text ends here, expected a closing quote'],
    ['an escape that is none', '["a\\x"]', 'line 1, column 4: expected an escape that JSON knows'],
    ['a missing comma', '{"a": 1\n "b": 2}', `line 2, column 2: expected ',' or '}', found "\\""`],
    ['a comma too many', '{"a": [1, 2,]}', 'line 1, column 13: expected a value, found "]"'],
    ['a bare key', '{Results: {}}', 'line 1, column 2: expected a key in double quotes, found "R"'],
    ['a missing colon', '{"a" 1}', `line 1, column 6: expected ':', found "1"`],
    ['two values', '{} {}', 'line 1, column 4: expected nothing after the end'],
    ['a leading zero', '[01]', 'line 1, column 2: expected a value'],
    ['a line break in a string', '["a\nb"]', 'line 1, column 4: expected a closing quote, found "\\n"'],
    ['too deep to be a checkpoint', `${'['.repeat(600)}!`, 'expected less nesting'],
    ['HTML', '<html>', 'line 1, column 1: expected a value, found "<"'],
  ])('%s', (_, text, message) => {
    const error = errorOf(text);
    expect(error.message).toContain(message);
    expect(error.message).not.toContain('\n');
  });

  test('a truncated checkpoint says where it ends', () => {
    const cut = pretty.slice(0, 3000);
    const error = errorOf(cut);
    expect(error.line).toBe(cut.split('\n').length);
    expect(error.message).toMatch(/^the checkpoint cannot be read, line \d+, column \d+: /);
  });

  test('is told from JSON exactly as JSON.parse does it', () => {
    const isJson = (text: string) => {
      try {
        JSON.parse(text);
        return true;
      } catch {
        return false;
      }
    };
    const damaged = fc
      .tuple(
        fc.json(),
        fc.nat(),
        fc.constantFrom('', ',', '"', '{', ']', '\\', '0', '\u0001', '.', 'e', '-', 'true', '\uFEFF'),
      )
      .map(([json, at, insert]) => {
        const place = at % (json.length + 1);
        return json.slice(0, place) + insert + json.slice(insert === '' ? place + 1 : place);
      });
    fc.assert(
      fc.property(fc.oneof(fc.json(), damaged, fc.string()), (text) => {
        expect(findSyntaxError(text) === undefined).toBe(isJson(text));
      }),
      { numRuns: 2000 },
    );
  });

  test('a value is found by its path', () => {
    const text = '{"a": {"b": [10, {"c\\u0064": "x"}]}, "a2": 3}';
    const at = (path: (string | number)[]) => text.slice(offsetOfPath(text, path));
    expect(at(['a', 'b', 0])).toMatch(/^10,/);
    expect(at(['a', 'b', 1, 'cd'])).toMatch(/^"x"/);
    expect(at(['a2'])).toBe('3}');
    expect(at(['a', 'missing', 'x'])).toMatch(/^\{"b"/);
  });
});

describe('JSON that is no checkpoint', () => {
  /** The readable checkpoint with a change somewhere. */
  function changed(change: (file: ReturnType<typeof JSON.parse>) => void): string {
    const file = JSON.parse(good);
    change(file);
    return JSON.stringify(file, null, 2);
  }
  const run = (file: ReturnType<typeof JSON.parse>) => file.Results.run_configs[1];
  const records = (file: ReturnType<typeof JSON.parse>) =>
    run(file).measurement._model_config_measurements.gpt2._perf_metrics;

  test.each<[string, string, string, string]>([
    ['an array', '[1]', 'expected object, received array', '[1]'],
    ['another object', '{"a": 1}', 'Results: expected object, received undefined', '{"a": 1}'],
    [
      'run configs that are none',
      changed((file) => {
        file.Results.run_configs[1] = 'x';
      }),
      'Results.run_configs[1]: expected object, received string',
      '"x"',
    ],
    [
      'a run config without measurement',
      changed((file) => {
        delete run(file).measurement;
      }),
      'Results.run_configs[1].measurement: expected object, received undefined',
      '{',
    ],
    [
      'a name that is none',
      changed((file) => {
        run(file).name = 7;
      }),
      'Results.run_configs[1].name: expected string, received number',
      '7,',
    ],
    [
      'a record without value',
      changed((file) => {
        records(file).request_latency_p99 = ['request_latency_p99', {}];
      }),
      '_perf_metrics.request_latency_p99: expected a record, [tag, { "_value": number }]',
      '[',
    ],
    [
      'a value that is text',
      changed((file) => {
        records(file).request_latency_p99[1]._value = '12';
      }),
      '_perf_metrics.request_latency_p99: expected a record',
      '[',
    ],
    [
      'a newer file',
      changed((file) => {
        file.genai_sweep = { schema_version: 2 };
      }),
      'genai_sweep.schema_version: written by a newer genai-sweep (schema 2, not 1): update this one',
      '2',
    ],
  ])('%s', (_, text, message, place) => {
    const error = errorOf(text);
    expect(error.message).toContain(message);
    expect(lineAt(text, error)).toMatch(new RegExp(`^${place.replace(/[[\]{}]/g, '\\$&')}`));
  });

  test('with a byte order mark, or nested deeper than anybody can say where', () => {
    expect(errorOf('\uFEFF{"a": 1}').message).toContain('line 1, column 1: Results: expected object');
    const deep = `{"a": ${'['.repeat(900)}${']'.repeat(900)}, "Results": 1}`;
    expect(errorOf(deep).reason).toBe('Results: expected object, received number');
    expect(Checkpoint.parse(`\uFEFF${good}`).results.size).toBe(2);
  });

  test('details of ours that are damaged', () => {
    const checkpoint = Checkpoint.empty();
    checkpoint.results.add(sampleEntry({ perf: {}, details: sampleDetails(0) }));
    const text = checkpoint.toText().replace('"reconnects":0', '"reconnects":"none"');
    const error = errorOf(text);
    expect(error.reason).toBe(
      'Results.run_configs[0].genai_sweep.quality.reconnects: expected number, received string',
    );
    expect(lineAt(text, error)).toMatch(/^"none"/);
  });
});

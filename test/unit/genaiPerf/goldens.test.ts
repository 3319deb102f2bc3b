import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { main, replayFolder } from '../../../scripts/goldens.js';

const goldens = resolve(import.meta.dirname, '../../fixtures/goldens');

describe('the recorded behaviour of genai-perf 0.0.16', () => {
  it.each([
    ['results', 60],
    ['summary-csv', 20],
  ])('is repeated by mode "genai-perf": %s', (folder, count) => {
    const { cases, passed, failures, ignored } = replayFolder(join(goldens, folder));
    expect(failures).toEqual([]);
    expect({ cases, ignored }).toEqual({ cases: count, ignored: [] });
    expect(passed).toBeGreaterThan(count * 2);
  });
});

describe('npm run goldens', () => {
  let folder: string;
  let output: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'genai-sweep-goldens-'));
    output = '';
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
      output += String(text);
      return true;
    });
  });
  afterEach(() => {
    vi.restoreAllMocks();
    rmSync(folder, { recursive: true });
  });

  const lastLine = () => output.trimEnd().split('\n').at(-1);

  /** Copies a case, changed. */
  function copyCase(path: string, change: (text: string) => string): void {
    const text = readFileSync(join(goldens, path), 'utf8');
    const changed = change(text);
    expect(changed).not.toBe(text);
    writeFileSync(join(folder, 'case.json'), changed);
  }

  it('ends with the counts', () => {
    expect(main(join(goldens, 'summary-csv'))).toBe(0);
    expect(lastLine()).toBe('60 passed, 0 failed');
  });

  it.each([
    ['an order', 'results/000_single_nogpu.json', /"order": \["(\w+)", "(\w+)"/, '"order": ["$2", "$1"'],
    ['a digit of a score', 'results/000_single_nogpu.json', /("score": \{"value": -?0\.\d{6})\d/, '$1x'],
    ['a kind of error', 'results/013_bad_model_name.json', 'AssertionError', 'KeyError'],
    ['a digit of the table', 'summary-csv/nogpu_concurrency.json', '311.87', '311.88'],
    ['the text of a parameter', 'results/000_single_nogpu.json', /'ratio': 1\.0/, "'ratio': 1"],
  ])('fails when %s differs', (_what, path, from, to) => {
    copyCase(path, (text) => text.replace(from, to).replace(/(\d)x/, '$19'));
    expect(main(folder)).toBe(1);
    expect(lastLine()).toMatch(/^\d+ passed, [1-9]\d* failed$/);
    expect(output).toContain('FAILED');
  });

  it('fails on a folder without cases, and names files that are none', () => {
    writeFileSync(join(folder, 'other.json'), '{"a": 1}');
    expect(main(folder)).toBe(1);
    expect(output).toContain('other.json');
    expect(lastLine()).toBe('0 passed, 0 failed');
  });
});

import { expect, test } from 'vitest';
import { figure, passingFigure } from '../../../src/cli/progress/figures.js';
import { wrapWords } from '../../../src/cli/textWidth.js';
import { duration, plural } from '../../../src/core/report/figures.js';

test.each([
  [undefined, '–'],
  [Number.NaN, '–'],
  [0, '0.00'],
  [0.01234, '0.0123'],
  [182.1, '182.10'],
  [1830.2, '1,830.20'],
  [1234567.891, '1,234,567.89'],
])('%s stands in a table as %s', (value, text) => expect(figure(value)).toBe(text));

test.each([
  [23.44, '23.4'],
  [99.96, '100.0'],
  [1830.2, '1,830'],
])('%s passes by as %s', (value, text) => expect(passingFigure(value)).toBe(text));

test.each([
  [0, '1 s'],
  [8_200, '9 s'],
  [59_999, '1 min'],
  [80_000, '1 min 20 s'],
  [3_599_500, '1 h'],
  [7_500_000, '2 h 5 min'],
])('%s ms are %s', (milliseconds, text) => expect(duration(milliseconds)).toBe(text));

test('nouns follow their number', () => {
  expect([plural(0, 'error'), plural(1, 'error'), plural(1280, 'request')]).toEqual([
    '0 errors',
    '1 error',
    '1,280 requests',
  ]);
});

test('a sentence breaks between words and keeps every one', () => {
  const sentence = 'every request failed: HTTP 503 from http://a-very-long-host-name.example.test:8000';
  const lines = wrapWords(sentence, 24);
  expect(lines).toEqual(['every request failed:', 'HTTP 503 from', 'http://a-very-long-host-name.example.test:8000']);
  expect(lines.join(' ')).toBe(sentence);
});

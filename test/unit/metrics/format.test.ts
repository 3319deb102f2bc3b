import { expect, test } from 'vitest';
import { formatNumber, metricTitle } from '../../../src/core/metrics/format.js';
import { metricOf } from '../../../src/core/metrics/tags.js';

test.each([
  [182.1, '182.10'],
  [0, '0.00'],
  [0.1, '0.10'],
  [0.0999, '0.0999'],
  [0.00123456, '0.00123'],
  [1.73e-7, '1.73e-7'],
  [-0.0123, '-0.0123'],
  [1545.875, '1545.88'],
  [undefined, ''],
  [Number.NaN, ''],
  [Number.POSITIVE_INFINITY, 'Infinity'],
])('%s is shown as "%s"', (value, text) => {
  expect(formatNumber(value)).toBe(text);
});

test('titles say the statistic where there is more than one', () => {
  expect(metricTitle(metricOf('time_to_first_token_std'))).toBe('Std. Time To First Token (ms)');
  expect(metricTitle(metricOf('request_throughput_avg'))).toBe('Request Throughput (requests/sec)');
  expect(metricTitle(metricOf('output_token_throughput_avg'))).toBe('Avg. Output Token Throughput (tokens/sec)');
  expect(metricTitle(metricOf('total_gpu_memory_avg'))).toBe('Avg. GPU Total Memory (GB)');
});

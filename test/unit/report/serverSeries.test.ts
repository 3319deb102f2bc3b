import { expect, test } from 'vitest';
import { serverSeriesCsv } from '../../../src/core/report/serverSeries.js';

test('a row per sample, servers one after the other, counters from 0, gaps empty', () => {
  const start = Date.UTC(2025, 10, 24, 14);
  const csv = serverSeriesCsv(
    [
      { server: 'b:1', atMs: start + 10, values: { queuedRequests: 9 } },
      { server: 'a:1', atMs: start + 20, values: { queuedRequests: 0, kvCacheUsage: 0.5, preemptions: 40 } },
      { server: 'a:1', atMs: start + 350, values: { queuedRequests: 3, preemptions: 42 } },
      { server: 'b:1', atMs: start + 340, values: { queuedRequests: 8 } },
    ],
    start,
  );
  expect(csv.split('\r\n')).toEqual([
    'Seconds,Time (UTC),Server,Queued Requests,KV Cache Usage (%),Preemptions',
    '0.020,2025-11-24T14:00:00.020Z,a:1,0.00,50.00,0.00',
    '0.350,2025-11-24T14:00:00.350Z,a:1,3.00,,2.00',
    '0.010,2025-11-24T14:00:00.010Z,b:1,9.00,,',
    '0.340,2025-11-24T14:00:00.340Z,b:1,8.00,,',
    '',
  ]);
});

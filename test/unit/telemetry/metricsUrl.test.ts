import { describe, expect, it } from 'vitest';
import { MetricsUrlError, parseMetricsUrl } from '../../../src/telemetry/metricsUrl.js';

describe('parseMetricsUrl', () => {
  it.each([
    ['http://localhost:9400/metrics', 'http://localhost:9400/metrics'],
    ['localhost:9400', 'http://localhost:9400/metrics'],
    [' gpu-node ', 'http://gpu-node:9400/metrics'],
    ['http://gpu-node/metrics', 'http://gpu-node:9400/metrics'],
    ['http://gpu-node:80/metrics', 'http://gpu-node/metrics'],
    ['http://gpu-node:80', 'http://gpu-node/metrics'],
    ['https://gpu-node/dcgm/metrics?host=a', 'https://gpu-node/dcgm/metrics?host=a'],
    ['https://gpu-node:9400', 'https://gpu-node:9400/metrics'],
    ['[::1]:9400/metrics', 'http://[::1]:9400/metrics'],
    ['http://[::80]/metrics', 'http://[::80]:9400/metrics'],
    ['10.0.0.1', 'http://10.0.0.1:9400/metrics'],
  ])('takes %j as %j', (text, url) => {
    expect(parseMetricsUrl(text)).toBe(url);
    expect(parseMetricsUrl(url.replace(/^(http:..[^:/]+)\//, '$1:80/'))).toBe(url);
  });

  it.each([
    ['', 'is no address'],
    ['http://', 'is no address'],
    ['http://host:99999/metrics', 'is no address'],
    ['ftp://host:9400/metrics', 'does not begin with http:// or https://'],
    ['http://host:9400/data', 'has a path without /metrics'],
  ])('refuses %j', (text, reason) => {
    expect(() => parseMetricsUrl(text)).toThrow(
      new MetricsUrlError(`metrics URL "${text}" ${reason}: write it like http://localhost:9400/metrics`),
    );
  });

  it('refuses a password without repeating it', () => {
    expect(() => parseMetricsUrl('http://me:secret@host:9400/metrics')).toThrow(/user name or password/);
    expect(() => parseMetricsUrl('http://me:secret@host:9400/metrics')).not.toThrow(/secret/);
    expect(() => parseMetricsUrl('me:secret@host:9400/metrics')).not.toThrow(/secret/);
  });
});

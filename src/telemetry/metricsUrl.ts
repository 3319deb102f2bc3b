/** Where a DCGM exporter listens when nobody says otherwise. */
const defaultMetricsUrl = 'http://localhost:9400/metrics';

/** A metrics URL that cannot be used; one sentence with what to write instead. */
export class MetricsUrlError extends Error {
  override readonly name = 'MetricsUrlError';
}

/**
 * Checks a `--server-metrics-url` and completes what is missing and can only be meant one way: scheme (`http`), port
 * (the exporter's 9400; 443 for https) and path (`/metrics`).
 * @throws {MetricsUrlError}
 */
export function parseMetricsUrl(text: string): string {
  const trimmed = text.trim();
  const withScheme = /^[a-z][a-z\d+.-]*:\/\//i.test(trimmed) ? trimmed : `http://${trimmed}`;
  const url = tryParse(withScheme);
  const refuse = (reason: string): never => {
    throw new MetricsUrlError(
      `metrics URL "${withoutPassword(trimmed)}" ${reason}: write it like ${defaultMetricsUrl}`,
    );
  };
  if (url === undefined) return refuse('is no address');
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return refuse('does not begin with http:// or https://');
  if (url.username !== '' || url.password !== '')
    return refuse('holds a user name or password, which would be written into files');
  if (url.pathname !== '/' && !url.pathname.includes('/metrics')) return refuse('has a path without /metrics');
  if (url.pathname === '/') url.pathname = '/metrics';
  url.hash = '';
  // Port 80 disappears from a parsed URL even when it was written.
  if (url.protocol === 'http:' && url.port === '' && !/^[^/]*\/\/[^/?#]*:80(?=[/?#]|$)/.test(withScheme))
    url.port = '9400';
  return url.href;
}

function tryParse(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}

function withoutPassword(text: string): string {
  return text.replace(/^([a-z][a-z\d+.-]*:\/\/)?[^/?#]*@/i, '$1…@');
}

import { isIP } from 'node:net';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * What to tell somebody whose environment names a proxy for the server, which other clients would go through: times through a
 * proxy are those of the proxy too, so requests always go straight. Undefined when there is no such proxy.
 */
export function proxyNotice(url: string, environment: Environment): string | undefined {
  const { protocol, hostname } = new URL(url);
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  const names = protocol === 'https:' ? ['https_proxy', 'HTTPS_PROXY'] : ['http_proxy', 'HTTP_PROXY'];
  const name = [...names, 'all_proxy', 'ALL_PROXY'].find((candidate) => (environment[candidate] ?? '') !== '');
  if (name === undefined || isLoopback(host) || isExcepted(host, environment)) return undefined;
  return `${name} names a proxy, but requests go to ${host} directly: the times measured are those of the server alone`;
}

const isLoopback = (host: string) =>
  host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));

function isExcepted(host: string, environment: Environment): boolean {
  const exceptions = (environment['no_proxy'] ?? environment['NO_PROXY'] ?? '').split(',').map((entry) => entry.trim());
  return exceptions.some((entry) => {
    const name = entry.replace(/^\*?\./, '').replace(/:\d+$/, '');
    return entry === '*' || (name !== '' && (host === name || host.endsWith(`.${name}`)));
  });
}

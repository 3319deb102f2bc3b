import { OptionError, shown } from './optionError.js';

/** An address taken apart. */
export interface ServerUrl {
  /** Scheme, host and port, such as `http://localhost:8000`. */
  readonly origin: string;
  /** Path without slash at its end: empty, or `/proxy/v1`. */
  readonly path: string;
}

const urlPattern =
  /^(?:(?<scheme>[a-z][a-z0-9+.-]*):\/\/)?(?<host>\[[0-9a-f:.]+(?:%25[\w.]+)?\]|[^\s/:?#@[\]]+)(?::(?<port>\d+))?(?<path>\/[^\s?#]*)?$/i;

/**
 * Takes `--url`: `localhost:8000`, `https://host`, `[::1]:8000`, with a path where the server lives behind one.
 * @throws {OptionError}
 */
export function parseServerUrl(text: string): ServerUrl {
  const parts = urlPattern.exec(text.trim())?.groups;
  // Neither message repeats the text: what stands there may be a secret.
  if (text.includes('@'))
    throw new OptionError('an address must not hold a user or password: send them by --header or --api-key-env');
  if (text.includes('?')) throw new OptionError('an address must not hold a query: put it into --endpoint');
  const scheme = parts?.['scheme']?.toLowerCase() ?? 'http';
  const port = parts?.['port'];
  if (parts === undefined || !['http', 'https'].includes(scheme) || (port !== undefined && !isPort(Number(port))))
    throw new OptionError(`${shown(text)} is no address; write host:port or http://host:port`);
  const host = (parts['host'] ?? '').toLowerCase();
  return {
    origin: `${scheme}://${host}${port === undefined ? '' : `:${Number(port)}`}`,
    path: (parts['path'] ?? '').replace(/\/+$/, ''),
  };
}

const isPort = (port: number) => port >= 1 && port <= 65_535;

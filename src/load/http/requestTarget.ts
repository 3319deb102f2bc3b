/** Where requests go; made once from the job's URL. */
export interface RequestTarget {
  readonly secure: boolean;
  /** Name or address without brackets. */
  readonly host: string;
  readonly port: number;
  /** Value of the Host header. */
  readonly authority: string;
  /** Path and query. */
  readonly path: string;
}

/** @throws {TypeError} when the URL is none, or neither http nor https. */
export function requestTarget(url: string): RequestTarget {
  const { protocol, hostname, host, port, pathname, search } = new URL(url);
  if (protocol !== 'http:' && protocol !== 'https:')
    throw new TypeError(`The URL must begin with http:// or https://: ${url}`);
  const secure = protocol === 'https:';
  return {
    secure,
    host: hostname.replace(/^\[(.*)\]$/, '$1'),
    port: port === '' ? (secure ? 443 : 80) : Number(port),
    authority: host,
    path: `${pathname}${search}`,
  };
}

const headerName = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const headerValue = /^[\t\x20-\x7e\x80-\xff]*$/;
/** Set by us, because the framing depends on them. */
const ownHeaders = new Set(['content-length', 'transfer-encoding', 'connection']);

/**
 * Makes head and body of a request in one piece, so that one write sends it.
 * @throws {TypeError} when a header cannot be sent, naming it without its value, which may be a secret.
 */
export function messageMaker(
  target: RequestTarget,
  headers: readonly (readonly [name: string, value: string])[],
): (body: Uint8Array) => Buffer {
  const lines = new Map([
    ['host', `Host: ${target.authority}`],
    ['content-type', 'Content-Type: application/json'],
    ['accept', 'Accept: */*'],
    ['user-agent', 'User-Agent: genai-sweep'],
  ]);
  for (const [name, value] of headers) {
    const key = name.toLowerCase();
    if (!headerName.test(name) || !headerValue.test(value))
      throw new TypeError(`The header ${JSON.stringify(name)} cannot be sent.`);
    if (ownHeaders.has(key)) throw new TypeError(`The header ${name} cannot be set: it is made for each request.`);
    lines.set(key, `${name}: ${value}`);
  }
  const start = [`POST ${target.path} HTTP/1.1`, ...lines.values(), 'Connection: keep-alive'].join('\r\n');
  return (body) =>
    Buffer.concat([Buffer.from(`${start}\r\nContent-Length: ${body.byteLength}\r\n\r\n`, 'latin1'), body]);
}

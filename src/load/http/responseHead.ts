/** How the end of a body is found. */
export type Framing = 'none' | 'length' | 'chunked' | 'close';

/** What the head of a response says about reading the rest. */
export interface ResponseHead {
  readonly status: number;
  readonly framing: Framing;
  /** For framing `length`. */
  readonly contentLength: number;
  /** Whether the connection may carry a further request. */
  readonly keepAlive: boolean;
  /** Lower case, without parameters; empty when not told. */
  readonly contentType: string;
  /** Lower case; empty or `identity` when the body is as it is. */
  readonly contentEncoding: string;
  /** Target of a redirection; empty when there is none. */
  readonly location: string;
}

/** The server's bytes are no HTTP/1.1 response. */
export class MalformedResponseError extends Error {
  override readonly name = 'MalformedResponseError';
}

const statusLine = /^HTTP\/1\.([01]) ([1-9]\d\d)(?: [\t\x20-\x7e\x80-\xff]*)?$/;
const headerLine = /^([!#$%&'*+\-.^_`|~0-9A-Za-z]+):[ \t]*([\t\x20-\x7e\x80-\xff]*)$/;

/**
 * Reads a head: status line and header lines, the blank line included.
 * @throws {MalformedResponseError} saying which line is wrong.
 */
export function parseResponseHead(bytes: Buffer, from: number, to: number): ResponseHead {
  const [first = '', ...lines] = bytes.toString('latin1', from, to - 4).split('\r\n');
  const status = statusLine.exec(first);
  if (status === null) throw new MalformedResponseError(`The status line is wrong: ${quoted(first)}.`);
  const headers = new Map<string, string>();
  for (const line of unfolded(lines)) {
    const header = headerLine.exec(line);
    if (header === null) throw new MalformedResponseError(`A header line is wrong: ${quoted(line)}.`);
    const name = header[1]!.toLowerCase();
    const value = header[2]!.trim();
    const before = headers.get(name);
    if (before !== undefined && name === 'content-length')
      throw new MalformedResponseError('Content-Length stands twice.');
    headers.set(name, before === undefined ? value : `${before}, ${value}`);
  }
  return headOf(Number(status[2]), status[1] === '1', headers);
}

function headOf(status: number, isHttp11: boolean, headers: ReadonlyMap<string, string>): ResponseHead {
  const length = headers.get('content-length');
  const codings = tokens(headers.get('transfer-encoding'));
  const connection = tokens(headers.get('connection'));
  if (length !== undefined && !/^\d{1,15}$/.test(length))
    throw new MalformedResponseError(`Content-Length is no number: ${quoted(length)}.`);
  if (length !== undefined && codings.length > 0)
    throw new MalformedResponseError('Content-Length and Transfer-Encoding stand together.');
  const framing = framingOf(status, codings, length);
  const transferCoding = codings.find((coding) => coding !== 'chunked' && coding !== 'identity');
  const wantsKeepAlive = isHttp11 ? !connection.includes('close') : connection.includes('keep-alive');
  return {
    status,
    framing,
    contentLength: Number(length ?? 0),
    keepAlive: wantsKeepAlive && framing !== 'close',
    contentType: (headers.get('content-type') ?? '').split(';', 1)[0]!.trim().toLowerCase(),
    contentEncoding: (headers.get('content-encoding') ?? transferCoding ?? '').toLowerCase(),
    location: headers.get('location') ?? '',
  };
}

function framingOf(status: number, codings: readonly string[], length: string | undefined): Framing {
  if (status < 200 || status === 204 || status === 304) return 'none';
  if (codings.at(-1) === 'chunked') return 'chunked';
  if (codings.length > 0 || length === undefined) return 'close';
  return 'length';
}

/** Joins lines that are continued on the next one, as old servers may do. */
function unfolded(lines: readonly string[]): string[] {
  const joined: string[] = [];
  for (const line of lines) {
    if (/^[ \t]/.test(line) && joined.length > 0) joined[joined.length - 1] += ` ${line.trim()}`;
    else joined.push(line);
  }
  return joined;
}

const tokens = (value: string | undefined) =>
  (value ?? '')
    .toLowerCase()
    .split(',')
    .map((token) => token.trim())
    .filter((token) => token !== '');

const quoted = (line: string) => JSON.stringify(line.length > 80 ? `${line.slice(0, 80)}…` : line);

import * as http from 'node:http';
import * as https from 'node:https';

/** A small request beside the measurement: to look at a server, or to let it count tokens. */
export interface SmallRequest {
  readonly url: string;
  readonly headers?: readonly (readonly [name: string, value: string])[];
  /** Sent by POST when given, else the request is a GET. */
  readonly json?: unknown;
  readonly timeoutMs: number;
  /** Trust of HTTPS certificates. */
  readonly tls?: { readonly rejectUnauthorized?: boolean; readonly ca?: string } | undefined;
  readonly signal?: AbortSignal;
}

/** Its whole answer. */
export interface SmallResponse {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly text: string;
}

/** No model list or token count is near this; a stream that never ends must not fill the memory. */
const maxBytes = 64 * 2 ** 20;

/**
 * One request on a connection of its own. Not `fetch`, which can be told of no certificate and loads slowly.
 * @throws Node's socket errors (`ECONNREFUSED` …), the signal's reason, or an error that says "no answer within …".
 */
export function httpRequest(request: SmallRequest): Promise<SmallResponse> {
  const { url, headers = [], json, timeoutMs, tls, signal } = request;
  const body = json === undefined ? undefined : JSON.stringify(json);
  const content =
    body === undefined ? {} : { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) };
  const send = url.startsWith('https:') ? https.request : http.request;
  return new Promise((resolve, reject) => {
    const options: https.RequestOptions = {
      method: body === undefined ? 'GET' : 'POST',
      headers: { ...Object.fromEntries(headers), ...content },
      agent: false,
      ...tls,
      ...(signal && { signal }),
    };
    const outgoing = send(url, options, (response) => {
      const chunks: Buffer[] = [];
      let bytes = 0;
      response.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        bytes += chunk.length;
        if (bytes > maxBytes) outgoing.destroy(new Error(`the answer of ${url} is longer than 64 MiB`));
      });
      response.on('error', reject);
      response.on('end', () => {
        clearTimeout(timer);
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          text: Buffer.concat(chunks).toString('utf8'),
        });
      });
    });
    const timer = setTimeout(
      () => outgoing.destroy(new Error(`no answer within ${timeoutMs / 1000} s from ${url}`)),
      timeoutMs,
    );
    outgoing.on('error', (error) => {
      clearTimeout(timer);
      reject(signal?.aborted ? signal.reason : error);
    });
    outgoing.end(body);
  });
}

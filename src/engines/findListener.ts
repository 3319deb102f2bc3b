import { TLSSocket } from 'node:tls';
import { requestTarget } from '../load/http/requestTarget.js';
import { openSocket } from '../load/openSocket.js';
import { httpRequest, type SmallRequest } from './httpRequest.js';

/** What is spoken at an address. */
export type WireProtocol = 'HTTP/1.1' | 'HTTP/2';

/** Who listens at an address. */
export interface Listener {
  readonly isSecure: boolean;
  readonly protocol: WireProtocol;
  /** Why its certificate is not trusted, in OpenSSL's word; undefined when it is, and where any is taken. */
  readonly certificateProblem?: string | undefined;
}

/** An address with what is trusted there. */
export interface Address {
  readonly url: string;
  readonly tls?: SmallRequest['tls'];
  readonly signal?: AbortSignal | undefined;
}

const timeoutMs = 2000;
/** Names in TLS. */
const alpnNames = { 'HTTP/1.1': 'http/1.1', 'HTTP/2': 'h2' } as const;

/**
 * Finds out who listens where an address did not answer as expected: by a handshake of TLS, else by one small request of
 * plain HTTP. Undefined when nobody is there who speaks either.
 * @param expected named when the server speaks both
 */
export async function findListener(address: Address, expected: WireProtocol): Promise<Listener | undefined> {
  const secure = await shakeHands(address, [alpnNames['HTTP/2'], alpnNames['HTTP/1.1']]);
  if (secure === undefined) return plainListener(address);
  const { certificateProblem } = secure;
  const chosen = secure.alpn === alpnNames['HTTP/2'] ? 'HTTP/2' : 'HTTP/1.1';
  const takesExpected =
    chosen === expected || (await shakeHands(address, [alpnNames[expected]]))?.alpn === alpnNames[expected];
  return { isSecure: true, protocol: takesExpected ? expected : chosen, certificateProblem };
}

interface Handshake {
  /** Protocol that the server chose; undefined when it chooses none. */
  readonly alpn: string | undefined;
  readonly certificateProblem: string | undefined;
}

/** Undefined when the server does not speak TLS, or refuses what is offered. */
function shakeHands({ url, tls }: Address, offered: readonly string[]): Promise<Handshake | undefined> {
  const target = { ...requestTarget(url), secure: true };
  const socket = openSocket(
    { target, address: target.host, tls: { ...tls, rejectUnauthorized: false } },
    { ALPNProtocols: [...offered], timeout: timeoutMs },
  );
  return new Promise((resolve) => {
    const finish = (handshake?: Handshake) => {
      socket.destroy();
      resolve(handshake);
    };
    socket.on('secureConnect', () => {
      if (!(socket instanceof TLSSocket)) return finish();
      const isTrusted = socket.authorized || tls?.rejectUnauthorized === false;
      finish({
        alpn: socket.alpnProtocol || undefined,
        certificateProblem: isTrusted ? undefined : certificateWords(socket.authorizationError),
      });
    });
    for (const event of ['timeout', 'error', 'close']) socket.on(event, () => finish());
  });
}

/** Node gives the code, where it should be an error by its types. */
function certificateWords(problem: unknown): string {
  const code = problem instanceof Error ? problem.message : String(problem);
  return code === 'ERR_TLS_CERT_ALTNAME_INVALID' ? 'it is for other hosts' : code;
}

async function plainListener({ url, signal }: Address): Promise<Listener | undefined> {
  const { authority } = requestTarget(url);
  const request = { url: `http://${authority}/v2/health/ready`, timeoutMs, ...(signal && { signal }) };
  try {
    await httpRequest(request);
  } catch (error) {
    return speaksHttp2(error) ? { isSecure: false, protocol: 'HTTP/2' } : undefined;
  }
  return { isSecure: false, protocol: 'HTTP/1.1' };
}

/** An HTTP/2 server's first bytes are no HTTP/1.1, so that Node cannot parse them. */
function speaksHttp2(error: unknown): boolean {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('HPE_');
}

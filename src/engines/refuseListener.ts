import { type Address, findListener, type Listener, type WireProtocol } from './findListener.js';
import { ServerError } from './serverError.js';

/** What was expected at an address. */
export interface Expectation {
  readonly protocol: WireProtocol;
  /** Said of a server of the other protocol. */
  readonly whatToDo: string;
}

const names = { 'HTTP/1.1': 'HTTP', 'HTTP/2': 'gRPC' } as const;

/**
 * Says in one sentence in what the server at an address differs from what was expected: it speaks the other protocol, it
 * speaks TLS or does not, nobody trusts its certificate.
 * @throws {ServerError} when there is a server, and one of these is true
 * @throws the signal's reason when aborted
 */
export async function refuseListener(address: Address, expected: Expectation): Promise<void> {
  const listener = await findListener(address, expected.protocol);
  address.signal?.throwIfAborted();
  const problem = listener && problemOf(address.url, listener, expected);
  if (problem !== undefined) throw new ServerError(problem);
}

function problemOf(url: string, listener: Listener, { protocol, whatToDo }: Expectation): string | undefined {
  const { isSecure, certificateProblem } = listener;
  if (listener.protocol !== protocol)
    return `the server at ${url} speaks ${names[listener.protocol]}, not ${names[protocol]}: ${whatToDo}`;
  const right = url.replace(/^https?/, isSecure ? 'https' : 'http');
  if (right !== url)
    return `the server at ${url} speaks ${names[protocol]} ${isSecure ? 'over TLS only' : 'without TLS'}: name it with --url ${right}`;
  if (certificateProblem !== undefined)
    return `the certificate of the server at ${url} is not trusted (${certificateProblem}): name the file of its authority with --ca-file, or take --insecure`;
  return undefined;
}

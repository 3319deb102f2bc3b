import { connect, isIP } from 'node:net';
import type { RequestTarget } from './requestTarget.js';

const timeoutMs = 5_000;

/**
 * Finds the address behind the host's name by connecting to it once, so that no name is looked up inside the window and all
 * requests go to the same machine. Returns the name itself when nobody answers: the requests then show why.
 */
export function findAddress({ host, port }: Pick<RequestTarget, 'host' | 'port'>): Promise<string> {
  if (isIP(host) !== 0) return Promise.resolve(host);
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: timeoutMs });
    const finish = (address: string) => {
      socket.destroy();
      resolve(address);
    };
    socket.on('connect', () => finish(socket.remoteAddress ?? host));
    socket.on('timeout', () => finish(host));
    socket.on('error', () => finish(host));
  });
}

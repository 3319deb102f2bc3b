import { connect as connectTcp, type NetConnectOpts, type Socket } from 'node:net';
import { type ConnectionOptions, connect as connectTls } from 'node:tls';
import type { RequestTarget } from './http/requestTarget.js';
import type { TlsSettings } from './loadJob.js';

/** Where and how sockets are opened. */
export interface SocketSettings {
  readonly target: RequestTarget;
  /** Address that the host's name stands for; the name itself when that is not known. */
  readonly address: string;
  readonly tls: TlsSettings;
}

/** Opens a socket to the server, secure where the target is. */
export function openSocket(
  { target, address, tls }: SocketSettings,
  options: Partial<NetConnectOpts> & ConnectionOptions,
): Socket {
  const where = { ...options, host: address, port: target.port, noDelay: true };
  if (!target.secure) return connectTcp(where);
  return connectTls({
    ...where,
    ...tls,
    // A server name is a name: addresses are not allowed there.
    ...(isAddress(target.host) ? {} : { servername: target.host }),
  });
}

const isAddress = (host: string) => /^[\d.]+$|:/.test(host);

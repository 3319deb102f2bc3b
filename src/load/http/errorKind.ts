import type { Failure } from '../answer/responseOutput.js';

const kinds: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'connection reset',
  EPIPE: 'connection reset',
  ECONNABORTED: 'connection reset',
  ETIMEDOUT: 'connection timed out',
  ENOTFOUND: 'host not found',
  EAI_AGAIN: 'host not found',
  EAI_FAIL: 'host not found',
  EHOSTUNREACH: 'host unreachable',
  EHOSTDOWN: 'host unreachable',
  ENETUNREACH: 'host unreachable',
  ENETDOWN: 'host unreachable',
  EMFILE: 'too many open files',
  ENFILE: 'too many open files',
  EADDRNOTAVAIL: 'no free local port',
  EPROTO: 'tls error',
};

const certificateCode = /CERT|SELF_SIGNED|UNABLE_TO_|_ALTNAME_|HOSTNAME_MISMATCH/;

/** The kind of a socket's error, for counting. */
export function socketFailure(error: Error): Failure {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (code === 'ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL') {
    return { kind: 'tls error', message: 'The server refuses HTTP/1.1; HTTP/2 is not spoken here.' };
  }
  return { kind: kinds[code] ?? kindOfGroup(code), message: error.message || code };
}

function kindOfGroup(code: string): string {
  if (certificateCode.test(code)) return 'certificate refused';
  return code.startsWith('ERR_SSL') || code.startsWith('ERR_TLS') ? 'tls error' : 'connection failed';
}

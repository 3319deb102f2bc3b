import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generate } from 'selfsigned';

/** A certificate that is its own authority, in PEM. */
export interface LocalCertificate {
  readonly key: string;
  readonly cert: string;
}

/** Makes one for localhost and 127.0.0.1, or for another host. */
export async function localCertificate(host = 'localhost'): Promise<LocalCertificate> {
  const names = [{ type: 2 as const, value: host }];
  const altNames = host === 'localhost' ? [...names, { type: 7 as const, ip: '127.0.0.1' }] : names;
  const { private: key, cert } = await generate([{ name: 'commonName', value: host }], {
    extensions: [{ name: 'subjectAltName', altNames }],
  });
  return { key, cert };
}

/** Writes one as key.pem and cert.pem; returns the path of the latter. */
export async function writeCertificate(folder: string, host?: string): Promise<string> {
  const { key, cert } = await localCertificate(host);
  writeFileSync(join(folder, 'key.pem'), key);
  writeFileSync(join(folder, 'cert.pem'), cert);
  return join(folder, 'cert.pem');
}

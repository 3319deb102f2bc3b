import { X509Certificate } from 'node:crypto';
import { OptionError } from '../core/sweep/optionError.js';
import { readTextFile } from '../storage/readFile.js';

/**
 * The text of `--ca-file`.
 * @param path absolute
 * @throws {OptionError} when there is none, or no certificate is in it: Node would then trust nobody, and not say so
 */
export async function readCertificates(path: string): Promise<string> {
  const text = await readTextFile(path);
  if (text === undefined) throw new OptionError(`--ca-file: there is no file ${path}`);
  try {
    new X509Certificate(text);
  } catch {
    throw new OptionError(`--ca-file: ${path} holds no certificate in PEM`);
  }
  return text;
}

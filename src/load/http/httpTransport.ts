import { Answer } from '../answer/answer.js';
import { answerGrammar } from '../answer/answerGrammar.js';
import type { LoadJob } from '../loadJob.js';
import type { Transport } from '../transport.js';
import { Connection } from './connection.js';
import { findAddress } from './findAddress.js';
import { messageMaker, requestTarget } from './requestTarget.js';
import { HeadMemory, ResponseReader } from './responseReader.js';

/**
 * HTTP/1.1 on sockets of our own. Readers of closed connections are used again.
 * @throws {TypeError} for an address or a header that cannot be used
 */
export async function httpTransport(job: LoadJob): Promise<Transport> {
  const target = requestTarget(job.url);
  const toMessage = messageMaker(target, job.headers);
  const settings = { target, address: await findAddress(target), tls: job.tls ?? {} };
  const readers: ResponseReader[] = [];
  const memory = new HeadMemory();
  const grammar = answerGrammar(job.format, job.places);
  return {
    protocol: 'HTTP/1.1',
    toMessage,
    connect(owner) {
      const reader =
        readers.pop() ?? new ResponseReader(new Answer(grammar, job.keepText, job.raw !== undefined), memory);
      return new Connection({ ...settings, onClosed: () => readers.push(reader) }, reader, owner);
    },
  };
}

import { Worker } from 'node:worker_threads';
import type { TokenizerSource } from './tokenizerCounter.js';
import type { CountReply, CountRequest } from './tokenizerMessages.js';

/** Something that counts tokens and holds resources. */
export interface TokenCounter {
  count(texts: readonly string[]): Promise<number[]>;
  /** Ends it; counts that are under way are rejected. */
  close(): Promise<void>;
}

/** Makes the counter of a vocabulary; nothing is loaded before its first text. */
export type StartCounter = (source: TokenizerSource) => TokenCounter;

interface Waiting {
  resolve(counts: number[]): void;
  reject(error: Error): void;
}

/** Counts in a thread of its own, so that cancelling and progress never wait for it. The default lies beside the running bundle. */
export function threadCounter(workerFile = new URL('./tokenizerWorker.js', import.meta.url)): StartCounter {
  return (source) => new TokenizerThread(source, workerFile);
}

class TokenizerThread implements TokenCounter {
  private worker: Worker | undefined;
  private readonly waiting = new Map<number, Waiting>();
  private requests = 0;

  constructor(
    private readonly source: TokenizerSource,
    private readonly workerFile: URL,
  ) {}

  count(texts: readonly string[]): Promise<number[]> {
    if (texts.length === 0) return Promise.resolve([]);
    this.worker ??= this.start();
    // Only an open question keeps the process alive.
    this.worker.ref();
    const request: CountRequest = { id: this.requests++, texts };
    return new Promise((resolve, reject) => {
      this.waiting.set(request.id, { resolve, reject });
      this.worker?.postMessage(request);
    });
  }

  async close(): Promise<void> {
    const worker = this.worker;
    this.fail(new Error('the tokenizer was closed'));
    await worker?.terminate();
  }

  private start(): Worker {
    const worker = new Worker(this.workerFile, { workerData: this.source });
    const failIfCurrent = (error: Error) => {
      if (this.worker === worker) this.fail(error);
    };
    worker.on('message', (reply: CountReply) => this.settle(reply));
    worker.on('error', failIfCurrent);
    worker.on('exit', (code) => failIfCurrent(new Error(`the tokenizer's thread ended (exit code ${code})`)));
    return worker;
  }

  private settle(reply: CountReply): void {
    const waiting = this.waiting.get(reply.id);
    this.waiting.delete(reply.id);
    if (this.waiting.size === 0) this.worker?.unref();
    if ('counts' in reply) waiting?.resolve([...reply.counts]);
    else waiting?.reject(new Error(reply.error));
  }

  /** The next text starts a new thread. */
  private fail(error: Error): void {
    this.worker = undefined;
    for (const { reject } of this.waiting.values()) reject(error);
    this.waiting.clear();
  }
}

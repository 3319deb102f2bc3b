// The tokenizer's thread: texts come in by message, their numbers of tokens go out.
import { parentPort, workerData } from 'node:worker_threads';
import { openCounter, type TokenizerSource } from './tokenizerCounter.js';
import type { CountReply, CountRequest } from './tokenizerMessages.js';

const counter = openCounter(workerData as TokenizerSource);

parentPort!.on('message', async ({ id, texts }: CountRequest) => {
  const reply = await counter
    .then((count): CountReply => ({ id, counts: count(texts) }))
    .catch((error: unknown): CountReply => ({ id, error: error instanceof Error ? error.message : String(error) }));
  parentPort!.postMessage(reply);
});

import { count } from '../core/report/figures.js';
import type { ServerFinding } from './prepareSweep.js';

/** What was found at the URL: `Server: /v1/models answers, llama.cpp 1.2, serves gpt2.` */
export function serverSentence(server: ServerFinding): string {
  if ('problem' in server) return `Server: ${server.problem}.`;
  const { foundBy, fingerprint, servedModels, simulated } = server;
  const parts = [
    foundBy,
    fingerprint.version,
    fingerprint.maxModelLength === undefined ? undefined : `context of ${count(fingerprint.maxModelLength)} tokens`,
    servedModels === undefined ? undefined : `serves ${servedModels.join(', ')}`,
    simulated ? 'simulated' : undefined,
  ];
  return `Server: ${parts.filter((part) => part !== undefined).join(', ')}.`;
}

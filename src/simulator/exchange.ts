import type { ServerResponse } from 'node:http';
import type { Counters } from './counters.js';
import type { Gpus } from './gpus.js';
import type { SimulatorSettings } from './options.js';
import type { Draw } from './random.js';
import type { Scheduler } from './scheduler.js';
import type { Outcome, TruthRecord } from './truthLog.js';

/** What all requests of one simulator share. */
export interface Simulation {
  readonly settings: SimulatorSettings;
  readonly draw: Draw;
  readonly scheduler: Scheduler;
  readonly gpus: Gpus;
  readonly counters: Counters;
}

/** One request for a model's work, from arrival to end. */
export interface Exchange {
  readonly response: ServerResponse;
  readonly record: TruthRecord;
  /** Notes how it ended; only the first call counts. */
  finish(outcome: Outcome): void;
}

/** Sends a whole response of JSON. */
export function sendJson(response: ServerResponse, status: number, body: object): void {
  const text = JSON.stringify(body);
  response.writeHead(status, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text) });
  response.end(text);
}

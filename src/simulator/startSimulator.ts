import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { newCounters } from './counters.js';
import type { Simulation } from './exchange.js';
import { Gpus } from './gpus.js';
import { type SimulatorOptions, settle } from './options.js';
import { seededDraw } from './random.js';
import { serve } from './routes.js';
import { Scheduler } from './scheduler.js';
import { simulatedTiming } from './timing.js';
import { openTruthLog } from './truthLog.js';

/** A running simulator. */
export interface Simulator {
  /** Scheme, host and port. */
  readonly url: string;
  /** Its DCGM and vLLM figures. */
  readonly metricsUrl: string;
  /** Cuts all connections and completes the truth log. */
  close(): Promise<void>;
}

/**
 * Starts an OpenAI-compatible server without a model behind it: its answers are made up, its times and GPU figures
 * follow a model of a server that saturates. It calls itself simulated in its `Server` header, model list and metrics.
 * @throws {RangeError} when an option makes no sense; the system's error when it cannot listen or write its log.
 */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const settings = settle(options);
  const draw = seededDraw(settings.seed);
  const gpus = new Gpus(settings, draw, performance.now());
  const scheduler = new Scheduler({
    slots: settings.slots,
    timing: simulatedTiming(settings, draw),
    now: () => performance.now(),
    onLoad: (sequences) => gpus.setRunning(sequences, performance.now()),
  });
  const simulation: Simulation = { settings, draw, scheduler, gpus, counters: newCounters() };
  const truth = settings.truthLog === undefined ? undefined : await openTruthLog(settings.truthLog);

  const server = createServer((request, response) => void serve(request, response, { simulation, truth }));
  // Clients keep connections between the scenarios of a sweep; closing idle ones would look like failures.
  server.keepAliveTimeout = 0;
  server.listen(settings.port, settings.host);
  try {
    await once(server, 'listening');
  } catch (error) {
    await truth?.close();
    throw error;
  }
  const { address, family, port } = server.address() as AddressInfo;
  const url = `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
  return {
    url,
    metricsUrl: `${url}/metrics`,
    async close() {
      scheduler.stop();
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
      await truth?.close();
    },
  };
}

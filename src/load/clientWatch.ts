import { type IntervalHistogram, monitorEventLoopDelay, performance } from 'node:perf_hooks';

const resolutionMs = 10;

/** How busy the load generator itself was. */
export interface ClientFacts {
  readonly eventLoopDelayP99Ms: number;
  readonly clientCpuShare: number;
}

/** Watches this thread's event loop and the CPU time of the process, from its making to `finish`. */
export class ClientWatch {
  private readonly delay: IntervalHistogram = monitorEventLoopDelay({ resolution: resolutionMs });
  private readonly cpu = process.cpuUsage();
  private readonly startMs = performance.now();

  constructor() {
    this.delay.enable();
  }

  finish(): ClientFacts {
    this.delay.disable();
    const { user, system } = process.cpuUsage(this.cpu);
    const wallMs = performance.now() - this.startMs;
    // The histogram holds the time from one firing of its timer to the next: its period is no delay.
    const eventLoopDelayP99Ms = Math.max(0, this.delay.percentile(99) / 1e6 - resolutionMs);
    return { eventLoopDelayP99Ms, clientCpuShare: (user + system) / 1000 / wallMs };
  }
}

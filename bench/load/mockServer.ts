import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { type Spread, spread } from './spread.js';
import type { Workshop } from './tools.js';

/** How fast the server talks; all zero for as fast as it can. */
export interface Timing {
  readonly ttftMs: number;
  readonly itlMs: number;
}

/** What the server saw of a run. */
export interface Truth {
  readonly requests: number;
  readonly ttft: Spread | undefined;
  readonly itl: Spread | undefined;
  /** From the first request read to the last token written. */
  readonly requestsPerSecond: number;
  readonly tokensPerSecond: number;
  /** When the last token of all was written. */
  readonly lastTokenUnixMs: number;
}

/** The Go server in a process of its own. */
export class MockServer implements Disposable {
  private constructor(
    private readonly process: ChildProcess,
    /** Host and port. */
    readonly address: string,
  ) {}

  static async start({ loadbench }: Workshop, { ttftMs, itlMs }: Timing): Promise<MockServer> {
    const options = ['-ttft-ms', String(ttftMs), '-itl-ms', String(itlMs)];
    const process = spawn(loadbench, ['serve', ...options], { stdio: ['ignore', 'pipe', 'inherit'] });
    const lines = createInterface({ input: process.stdout });
    const address = await new Promise<string>((resolve, reject) => {
      lines.once('line', resolve);
      process.once('exit', () => reject(new Error('The server did not start.')));
    });
    return new MockServer(process, address);
  }

  get url(): string {
    return `http://${this.address}`;
  }

  /** What was seen since the last call; of the latest `requests` only, since some clients warm up. */
  async truth(requests: number): Promise<Truth> {
    const text = await (await fetch(`${this.url}/truth`)).text();
    const seen = text
      .trimEnd()
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => {
        const [arrival = 0n, first = 0n, last = 0n, tokens = 0n] = line.split(' ').map(BigInt);
        return { arrival: toMs(arrival), first: toMs(first), last: toMs(last), tokens: Number(tokens) };
      })
      .sort((a, b) => a.arrival - b.arrival)
      .slice(-requests);
    const tokens = seen.reduce((sum, request) => sum + request.tokens, 0);
    const lastTokenUnixMs = seen.reduce((latest, { last }) => Math.max(latest, last), 0);
    const seconds = (lastTokenUnixMs - (seen[0]?.arrival ?? 0)) / 1000;
    return {
      requests: seen.length,
      ttft: spread(seen.map(({ arrival, first }) => first - arrival)),
      itl: spread(seen.filter((one) => one.tokens > 1).map((one) => (one.last - one.first) / (one.tokens - 1))),
      requestsPerSecond: seen.length / seconds,
      tokensPerSecond: tokens / seconds,
      lastTokenUnixMs,
    };
  }

  [Symbol.dispose](): void {
    this.process.kill();
  }
}

/** Nanoseconds since 1970 need more digits than a number has; milliseconds keep a quarter of a microsecond. */
const toMs = (nanoseconds: bigint) => Number(nanoseconds / 1_000_000n) + Number(nanoseconds % 1_000_000n) / 1e6;

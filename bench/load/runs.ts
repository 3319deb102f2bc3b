import type { Contestant, Figures } from './contestants.js';
import { MockServer, type Timing, type Truth } from './mockServer.js';
import { median } from './spread.js';
import { type Effort, measure, newFolder, type Workshop } from './tools.js';

/** What all parts of the benchmark share. */
export interface Bench {
  readonly workshop: Workshop;
  /** Those that are installed. */
  readonly contestants: readonly Contestant[];
  /** How often each figure is measured; its median counts. */
  readonly repetitions: number;
  /** Divides the numbers of requests, for a look whether everything works. */
  readonly divisor: number;
  readonly log: (line: string) => void;
}

/** What is asked of every contestant alike. */
export interface Task {
  readonly streams: number;
  readonly requests: number;
  readonly tokens: number;
}

/** One run of one contestant that went well. */
export interface Sample {
  readonly figures: Figures;
  readonly truth: Truth;
  readonly effort: Effort;
}

/** Some peers hang now and then at full speed: the first try ends soon, the second has all the time that a slow one needs. */
const limitsSeconds = [40, 300];

/** Runs every contestant `repetitions` times, one after the other and round again, so that a busy moment hits no one alone. */
export async function alternate(bench: Bench, timing: Timing, task: Task): Promise<Map<Contestant, Sample[]>> {
  using server = await MockServer.start(bench.workshop, timing);
  const samples = new Map<Contestant, Sample[]>(bench.contestants.map((contestant) => [contestant, []]));
  for (let repetition = 0; repetition < bench.repetitions; repetition++) {
    for (const contestant of rotated(bench.contestants, repetition)) {
      const requests = Math.max(task.streams, Math.round((task.requests * contestant.share) / bench.divisor));
      const sample = await runOnce(bench, { contestant, server, task: { ...task, requests } });
      if (sample !== undefined) samples.get(contestant)!.push(sample);
    }
  }
  return samples;
}

const rotated = <T>(items: readonly T[], by: number) => items.map((_, at) => items[(at + by) % items.length]!);

interface RunPlan {
  readonly contestant: Contestant;
  readonly server: MockServer;
  readonly task: Task;
}

/** One run; undefined when it failed, which is told. */
async function runOnce(bench: Bench, { contestant, server, task }: RunPlan): Promise<Sample | undefined> {
  for (const limitSeconds of limitsSeconds) {
    const folder = newFolder(bench.workshop);
    const run = { ...task, address: server.address, folder };
    const { effort, stdout, stderr } = await measure(bench.workshop, {
      command: contestant.command(run),
      limitSeconds,
      cwd: folder,
      environment: contestant.environment ?? {},
    });
    const truth = await server.truth(task.requests);
    try {
      if (effort.exitCode !== 0) throw new Error(`exit code ${effort.exitCode}`);
      if (truth.requests < task.requests) throw new Error(`only ${truth.requests} of ${task.requests} requests`);
      return { figures: contestant.read(run, stdout), truth, effort };
    } catch (error) {
      const said = stderr.trim().split('\n').at(-1) ?? '';
      bench.log(`  ${contestant.name} failed: ${error instanceof Error ? error.message : String(error)} ${said}`);
    }
  }
  return undefined;
}

/** Median of a figure over the runs; NaN when there is none. */
export function medianOf(samples: readonly Sample[], figure: (sample: Sample) => number | undefined): number {
  return median(samples.flatMap((sample) => figure(sample) ?? []));
}

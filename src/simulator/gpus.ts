import type { SimulatorSettings } from './options.js';
import type { Draw } from './random.js';

/** Instantaneous state of one GPU, in the units of the DCGM fields. */
export interface GpuState {
  readonly uuid: string;
  /** How busy it is, 0 to 1. */
  readonly load: number;
  readonly powerW: number;
  /** Counted since the start. */
  readonly energyMj: number;
  readonly temperatureC: number;
}

/** The fixed traits of the GPU that is played. */
export const gpuModel = {
  name: 'Simulated GPU 80GB',
  memoryMib: 81_559,
  weightsMib: 30_000,
  idleW: 70,
  limitW: 700,
  idleC: 32,
  fullLoadRiseC: 40,
  smClockMhz: 1980,
  idleSmClockMhz: 345,
  memoryClockMhz: 2619,
} as const;

/** Time in which a temperature makes 63 % of its way. */
const heatingMs = 15_000;
/** Sequences at which a server without slots counts as fully loaded. */
const fullLoadWithoutSlots = 64;

interface GpuHistory {
  readonly uuid: string;
  /** Power differs a little from one to the next, as that of real ones does. */
  readonly powerFactor: number;
  energyMj: number;
  temperatureC: number;
}

/**
 * GPUs whose figures follow the load. Between two changes of load power is constant, so energy is exactly its
 * integral and temperature approaches its end value exponentially.
 */
export class Gpus {
  readonly #slots: number;
  readonly #gpus: GpuHistory[];
  #load = 0;
  #sinceMs: number;

  constructor(settings: SimulatorSettings, draw: Draw, nowMs: number) {
    this.#slots = Math.min(settings.slots, fullLoadWithoutSlots);
    this.#sinceMs = nowMs;
    this.#gpus = Array.from({ length: settings.gpus }, (_, index) => ({
      uuid: uuidOf(draw, index),
      powerFactor: 0.97 + 0.06 * draw('gpu', index, uuidDigits),
      energyMj: 0,
      temperatureC: gpuModel.idleC,
    }));
  }

  /** Notes that from now on so many sequences run. */
  setRunning(sequences: number, nowMs: number): void {
    this.#advance(nowMs);
    this.#load = Math.min(1, sequences / this.#slots);
  }

  /** All GPUs as they are now. */
  sample(nowMs: number): GpuState[] {
    this.#advance(nowMs);
    return this.#gpus.map((gpu) => ({ ...gpu, load: this.#load, powerW: this.#power(gpu) }));
  }

  #power({ powerFactor }: GpuHistory): number {
    const { idleW, limitW } = gpuModel;
    return Math.min(limitW, (idleW + (limitW - idleW) * Math.sqrt(this.#load)) * powerFactor);
  }

  #advance(nowMs: number): void {
    const elapsedMs = nowMs - this.#sinceMs;
    this.#sinceMs = nowMs;
    const staying = Math.exp(-elapsedMs / heatingMs);
    const endC = gpuModel.idleC + gpuModel.fullLoadRiseC * this.#load;
    for (const gpu of this.#gpus) {
      gpu.energyMj += this.#power(gpu) * elapsedMs;
      gpu.temperatureC = endC + (gpu.temperatureC - endC) * staying;
    }
  }
}

const uuidDigits = 32;

function uuidOf(draw: Draw, index: number): string {
  const digits = Array.from({ length: uuidDigits }, (_, place) =>
    Math.floor(draw('gpu', index, place) * 16).toString(16),
  ).join('');
  return `GPU-${digits.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')}`;
}

import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { canonicalJson } from './canonicalJson.js';
import type { Scenario } from './scenario.js';

/** What measures, as far as it decides whether two measurements are the same. */
export interface IdentityContext {
  /** `builtin` … */
  readonly engine: string;
  /** Grows when this program starts to measure something in another way. */
  readonly schemaVersion: number;
}

/**
 * SHA-256 (hex) of everything that affects the measurement; equal means "already measured".
 * Names and swept parameters are no part of it: the same load is the same scenario, whatever sweep it stands in.
 * An input file counts by its content.
 */
export function scenarioIdentity(scenario: Scenario, context: IdentityContext): string {
  const { swept: _, workload, ...rest } = scenario;
  const relevant = {
    ...rest,
    workload: { ...workload, inputFile: workload.inputFile && { ...workload.inputFile, path: undefined } },
    engine: context.engine,
    schemaVersion: context.schemaVersion,
  };
  return bytesToHex(sha256(utf8ToBytes(canonicalJson(relevant))));
}

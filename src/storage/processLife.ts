import { readFileSync } from 'node:fs';
import { hasCode } from './fileError.js';

/** Whether a process with this id runs on this machine; one of another user counts as running. */
export function isProcessAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return !hasCode(error, 'ESRCH');
  }
}

/**
 * When a process began, in the system's own count; tells it from a later one that was given the same id.
 * Undefined where the system does not tell (only Linux does, in `/proc`).
 */
export function processStart(pid: number): string | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // Field 22; the second field is the program's name in brackets, which may hold anything.
    return text.slice(text.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}

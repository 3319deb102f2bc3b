import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { readdir, readFile, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { writeFileAtomic } from './atomicFile.js';
import { isProcessAlive, processStart } from './processLife.js';

/** Who holds a lock. */
export interface LockOwner {
  readonly host: string;
  readonly pid: number;
  /** When it was taken, ISO 8601, UTC. */
  readonly since: string;
  /** See `processStart`. */
  readonly processStart?: string | undefined;
}

/** Another process works in the folder. */
export class FolderInUseError extends Error {
  override readonly name = 'FolderInUseError';
  /** @param directory the folder that was wanted */
  constructor(
    readonly directory: string,
    readonly owner: LockOwner,
    lockFile: string,
  ) {
    const { host, pid, since } = owner;
    const remedy =
      host === hostname() ? 'wait until it ends or stop it' : `if it does not run any more, delete ${lockFile}`;
    super(`${directory} is in use by process ${pid} on host ${host} since ${since}: ${remedy}`);
  }
}

/** A lock that is held. */
export interface SweepLock {
  /** Gives it back; a second call does nothing. */
  release(): Promise<void>;
}

/** A rival that is older than this is at work, and not just starting like us. */
const establishedMs = 2000;
const attempts = 8;

/**
 * Takes the lock of a file. Every process lays down a claim of its own, complete and under a name that is used only
 * once, and looks for others after that: of two processes at least the later one sees the other. So claims of dead
 * processes can be deleted by anybody at once, and no two processes can take over the same one.
 * @throws {FolderInUseError}
 * @throws {FileError} when the folder cannot be written
 */
export async function lockBeside(path: string): Promise<SweepLock> {
  for (let attempt = 1; ; attempt++) {
    const claim = `${path}.${randomUUID()}.lock`;
    await writeFileAtomic(claim, `${JSON.stringify(thisProcess())}\n`);
    held.add(claim);
    const rival = await findRival(path, claim);
    if (rival === undefined) return { release: () => release(claim) };
    await release(claim);
    const isEstablished = Date.now() - Date.parse(rival.owner.since) > establishedMs;
    if (isEstablished || attempt === attempts) throw new FolderInUseError(dirname(path), rival.owner, rival.file);
    // Two that start together both stand back, and come again at different times.
    await sleep(10 + Math.random() * 140);
  }
}

const held = new Set<string>();
process.on('exit', () => {
  for (const claim of held) rmSync(claim, { force: true });
});

async function release(claim: string): Promise<void> {
  if (held.delete(claim)) await rm(claim, { force: true });
}

function thisProcess(): LockOwner {
  const { pid } = process;
  return { host: hostname(), pid, since: new Date().toISOString(), processStart: processStart(pid) };
}

interface Claim {
  readonly file: string;
  readonly owner: LockOwner;
}

/** A claim of a living process beside our own; claims of dead ones are deleted on the way. */
async function findRival(path: string, ownClaim: string): Promise<Claim | undefined> {
  const directory = dirname(path);
  const prefix = `${basename(path)}.`;
  let rival: Claim | undefined;
  for (const entry of await readdir(directory)) {
    const file = join(directory, entry);
    if (!entry.startsWith(prefix) || !entry.endsWith('.lock') || file === ownClaim) continue;
    const owner = await readOwner(file);
    if (owner === undefined) continue;
    if (isDead(owner)) await rm(file, { force: true }).catch(() => undefined);
    else rival = { file, owner };
  }
  return rival;
}

/** Undefined when the claim was given back meanwhile, or is none. */
async function readOwner(file: string): Promise<LockOwner | undefined> {
  try {
    const owner = JSON.parse(await readFile(file, 'utf8')) as Partial<LockOwner>;
    return typeof owner.host === 'string' && typeof owner.pid === 'number' ? (owner as LockOwner) : undefined;
  } catch {
    return undefined;
  }
}

/** Of a process on another host nothing can be known: it counts as running. */
function isDead({ host, pid, processStart: start }: LockOwner): boolean {
  if (host !== hostname()) return false;
  if (!isProcessAlive(pid)) return true;
  const running = processStart(pid);
  return start !== undefined && running !== undefined && running !== start;
}

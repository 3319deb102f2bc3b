// Takes the lock of the folder argv[2] as often as argv[3] says; leaves a mark while it is inside, and fails on another's.
import { closeSync, openSync, rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { FolderInUseError, lockBeside } from '../../../src/storage/sweepLock.js';

const [, , directory, times] = process.argv;
const mark = `${directory}/inside`;
for (let entered = 0; entered < Number(times); ) {
  try {
    const lock = await lockBeside(`${directory}/checkpoint.json`);
    closeSync(openSync(mark, 'wx'));
    await sleep(Math.random() * 20);
    rmSync(mark);
    await lock.release();
    entered += 1;
  } catch (error) {
    if (!(error instanceof FolderInUseError)) throw error;
  }
}

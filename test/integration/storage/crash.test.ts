import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openSweepFolder } from '../../../src/storage/sweepFolder.js';
import { bundle, start } from './program.js';

let root: string;
let writer: string;
let contender: string;
let directory: string;
let folders = 0;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'storage-'));
  // The test that runs as another user has to get in.
  await chmod(root, 0o755);
  writer = await bundle('writer.ts', join(root, 'writer.mjs'));
  contender = await bundle('contender.ts', join(root, 'contender.mjs'));
});
afterAll(() => rm(root, { recursive: true }));

beforeEach(async () => {
  folders += 1;
  directory = join(root, `sweep-${folders}`);
  await mkdir(directory);
});

const temporaries = async () =>
  (await readdir(directory, { recursive: true })).filter((name) => name.endsWith('.tmp')).length;

const roundOf = async (path: string): Promise<number> => {
  const { text, round } = JSON.parse(await readFile(path, 'utf8')) as { text: string; round: number };
  expect(text).toBe(String(round % 10).repeat(300_000));
  return round;
};

describe('a process that is killed', () => {
  it('never leaves a damaged file, nor a folder that the next one cannot use', async () => {
    let killedWhileWriting = 0;
    for (let kill = 0; kill < 25; kill++) {
      const { child, ended } = start(process.execPath, [writer, directory]);
      await new Promise((resolve) => child.stdout!.once('data', resolve));
      await sleep(3 + Math.random() * 60);
      child.kill('SIGKILL');
      expect(await ended).toMatchObject({ signal: 'SIGKILL', output: 'open\n' });
      if ((await temporaries()) > 0) killedWhileWriting += 1;

      const began = performance.now();
      const folder = await openSweepFolder({
        checkpointDirectory: directory,
        artifactDirectory: `${directory}/artifacts`,
      });
      expect(performance.now() - began).toBeLessThan(1000);
      const text = await folder.readCheckpoint();
      if (text !== undefined) {
        await roundOf(folder.checkpointPath);
        const scenario = await readdir(folder.artifactPath('scenario')).catch(() => []);
        for (const name of scenario) await roundOf(join(folder.artifactPath('scenario'), name));
      }
      expect(await temporaries()).toBe(0);
      await folder.close();
    }
    // Otherwise this test has seen nothing.
    expect(killedWhileWriting).toBeGreaterThan(3);
  });

  it('keeps others out as long as it lives, and names itself', async () => {
    const { child, ended } = start(process.execPath, [writer, directory]);
    await new Promise((resolve) => child.stdout!.once('data', resolve));
    const second = await start(process.execPath, [writer, directory, '1']).ended;
    expect(second).toMatchObject({ code: 1 });
    expect(second.output).toContain(
      `FolderInUseError: ${directory} is in use by process ${child.pid} on host ${hostname()}`,
    );
    child.kill('SIGKILL');
    await ended;
    expect(await start(process.execPath, [writer, directory, '1']).ended).toMatchObject({ code: 0, output: 'open\n' });
  });
});

describe('the lock', () => {
  it('is gone with the process that held it', async () => {
    await start(process.execPath, [writer, directory, '1']).ended;
    expect((await readdir(directory)).sort()).toEqual(['artifacts', 'checkpoint.json']);
  });

  it('has one holder at a time, however many want to take it over from a dead process', async () => {
    const dead = start(process.execPath, ['-e', '']);
    await dead.ended;
    const claim = { host: hostname(), pid: dead.child.pid, since: new Date(0).toISOString() };
    for (let number = 0; number < 50; number++)
      await writeFile(join(directory, `checkpoint.json.${number}.lock`), JSON.stringify(claim));
    const contenders = Array.from({ length: 6 }, () => start(process.execPath, [contender, directory, '8']));
    const ends = await Promise.all(contenders.map(({ ended }) => ended));
    for (const end of ends) expect(end).toEqual({ code: 0, signal: null, output: '' });
    expect(await readdir(directory)).toEqual([]);
  });
});

describe.runIf(process.platform === 'linux')('a folder that cannot take the files', () => {
  it('keeps the old checkpoint when the space ends in the middle of the new one', async () => {
    await writeFile(join(directory, 'checkpoint.json'), 'old');
    const limited = `ulimit -f 100; exec "${process.execPath}" "${writer}" "${directory}" 1`;
    const { output } = await start('/bin/sh', ['-c', limited]).ended;
    const path = join(directory, 'checkpoint.json');
    expect(output).toBe(`open\nFileError: cannot write ${path}: the file would be larger than is allowed\n`);
    expect(await readFile(path, 'utf8')).toBe('old');
    expect(await temporaries()).toBe(0);
  });

  it('is refused at once when it is read-only', async () => {
    await chmod(directory, 0o555);
    // To the administrator nothing is read-only.
    const user = process.getuid?.() === 0 ? { uid: 65534 } : {};
    const { output } = await start(process.execPath, [writer, directory, '1'], user).ended;
    await chmod(directory, 0o755);
    expect(output).toBe(
      `FolderNotWritableError: cannot write to the folder ${directory}/artifacts: permission denied; choose another one\n`,
    );
  });
});

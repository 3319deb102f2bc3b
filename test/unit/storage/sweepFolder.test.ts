import { spawnSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FileError } from '../../../src/storage/fileError.js';
import { FolderNotWritableError, openSweepFolder, type SweepFolder } from '../../../src/storage/sweepFolder.js';
import { FolderInUseError } from '../../../src/storage/sweepLock.js';

let root: string;
const opened: SweepFolder[] = [];

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'sweep-folder-'));
});
afterEach(async () => {
  for (const folder of opened.splice(0)) await folder.close();
  await rm(root, { recursive: true });
});

async function openFolder(checkpointDirectory = root): Promise<SweepFolder> {
  const folder = await openSweepFolder({ checkpointDirectory, artifactDirectory: join(root, 'artifacts') });
  opened.push(folder);
  return folder;
}

const put = (name: string, text: string) => writeFile(join(root, name), text);
const get = (name: string) => readFile(join(root, name), 'utf8');
const locks = async () => (await readdir(root)).filter((name) => name.endsWith('.lock'));

describe('a sweep folder', () => {
  it('makes missing folders and has no checkpoint at first', async () => {
    const folder = await openFolder(join(root, 'deep', 'down'));
    expect(await folder.readCheckpoint()).toBeUndefined();
    expect(folder.checkpointPath).toBe(join(root, 'deep', 'down', 'checkpoint.json'));
    expect(folder.summaryPath).toBe(join(root, 'deep', 'down', 'analyze_export_genai_perf.csv'));
    expect((await stat(join(root, 'artifacts'))).isDirectory()).toBe(true);
  });

  it('ends with the text written last, however the writes overlap', async () => {
    const folder = await openFolder();
    const texts = Array.from({ length: 20 }, (_, number) => `${number}`.repeat(1 + (19 - number) * 20_000));
    await Promise.all(texts.map((text) => folder.writeCheckpoint(text)));
    expect(await folder.readCheckpoint()).toBe(texts.at(-1));
  });

  it('leaves nothing but its files', async () => {
    const folder = await openFolder();
    await folder.writeCheckpoint('{}');
    await folder.writeSummary('a,b\r\n');
    await folder.close();
    expect((await readdir(root)).sort()).toEqual(['analyze_export_genai_perf.csv', 'artifacts', 'checkpoint.json']);
  });

  it('keeps a link and the permissions of the file it replaces', async () => {
    await put('real.json', 'old');
    await chmod(join(root, 'real.json'), 0o640);
    await symlink('real.json', join(root, 'checkpoint.json'));
    await (await openFolder()).writeCheckpoint('new');
    expect(await get('real.json')).toBe('new');
    expect((await stat(join(root, 'real.json'))).mode & 0o777).toBe(0o640);
  });

  it('sets every damaged checkpoint aside under a name of its own', async () => {
    const folder = await openFolder();
    await put('checkpoint.damaged-1.json', 'of a user');
    const names: string[] = [];
    for (const text of ['{"first', '{"second']) {
      await folder.writeCheckpoint(text);
      names.push(await folder.setAsideCheckpoint());
    }
    expect(names).toEqual([2, 3].map((number) => join(root, `checkpoint.damaged-${number}.json`)));
    expect(await get('checkpoint.damaged-1.json')).toBe('of a user');
    expect(await get('checkpoint.damaged-2.json')).toBe('{"first');
    expect(await get('checkpoint.damaged-3.json')).toBe('{"second');
    expect(await folder.readCheckpoint()).toBeUndefined();
  });

  it.each(['', '.', '..', '../x', 'a/b', 'a\\b', '/etc', 'a\0b'])('refuses the scenario folder %j', async (name) => {
    const folder = await openFolder();
    expect(() => folder.artifactPath(name)).toThrow(RangeError);
    await expect(folder.removeSweep([name])).rejects.toThrow(RangeError);
  });

  it('removes the files of its own sweep only', async () => {
    const folder = await openFolder();
    await folder.writeCheckpoint('{}');
    await folder.writeSummary('');
    for (const name of ['mine', 'other']) await mkdir(folder.artifactPath(name), { recursive: true });
    await writeFile(join(folder.artifactPath('mine'), 'inputs.json'), '{}');
    await put('notes.txt', 'keep');
    await folder.removeSweep(['mine', 'never-made']);
    expect(await readdir(join(root, 'artifacts'))).toEqual(['other']);
    expect((await readdir(root)).filter((name) => !name.endsWith('.lock')).sort()).toEqual(['artifacts', 'notes.txt']);
  });

  it('cleans up what a dead process left, and nothing else', async () => {
    const dead = spawnSync(process.execPath, ['-e', '']).pid;
    const host = hostname().replaceAll(/[^\w.-]/g, '_');
    await mkdir(join(root, 'artifacts', 'scenario'), { recursive: true });
    const stale = [`.checkpoint.json.${host}-${dead}-1.tmp`, `artifacts/scenario/.inputs.json.${host}-${dead}-7.tmp`];
    const others = [`.x.${host}-${process.pid}-99.tmp`, `.x.other-${dead}-1.tmp`, '.cache.tmp', 'draft.tmp'];
    for (const name of [...stale, ...others]) await put(name, '');
    await (await openFolder()).close();
    const left = (await readdir(root, { recursive: true })).filter((name) => name.endsWith('.tmp'));
    expect(left.sort()).toEqual(others.sort());
  });

  it.runIf(process.platform === 'linux')('says in one line why it cannot be used', async () => {
    await put('file', '');
    const inside = join(root, 'file', 'sub');
    const attempt = openFolder(inside);
    await expect(attempt).rejects.toThrow(FolderNotWritableError);
    await expect(attempt).rejects.toThrow(
      `cannot write to the folder ${inside}: a part of the path is a file, not a folder; choose another one`,
    );
  });

  it('names the file that cannot be written', async () => {
    const folder = await openFolder();
    await mkdir(folder.checkpointPath);
    await expect(folder.readCheckpoint()).rejects.toThrow(`cannot read ${folder.checkpointPath}: it is a folder`);
    await expect(folder.writeCheckpoint('{}')).rejects.toThrow(FileError);
    expect((await readdir(root)).some((name) => name.endsWith('.tmp'))).toBe(false);
  });
});

describe('the lock of a sweep folder', () => {
  const claim = (owner: object) => put('checkpoint.json.0.lock', JSON.stringify(owner));
  const longAgo = '2025-01-01T00:00:00.000Z';

  it('lets nobody else in until it is closed', async () => {
    const folder = await openFolder();
    await expect(openFolder()).rejects.toThrow(FolderInUseError);
    await expect(openFolder()).rejects.toThrow(
      `${root} is in use by process ${process.pid} on host ${hostname()} since`,
    );
    await folder.close();
    await folder.close();
    await (await openFolder()).writeCheckpoint('{}');
  });

  it('is taken over at once from a dead process of this host', async () => {
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    await claim({ host: hostname(), pid, since: new Date().toISOString() });
    await openFolder();
    expect(await locks()).toHaveLength(1);
  });

  it.runIf(process.platform === 'linux')('is taken over when the process id went to another process', async () => {
    await claim({ host: hostname(), pid: process.ppid, since: longAgo, processStart: '1' });
    await openFolder();
  });

  it('is left to a living process, and to one on another host, whose file is named', async () => {
    await claim({ host: hostname(), pid: process.ppid, since: longAgo });
    await expect(openFolder()).rejects.toThrow(`process ${process.ppid} on host ${hostname()} since ${longAgo}`);
    await claim({ host: 'elsewhere', pid: 1, since: longAgo });
    await expect(openFolder()).rejects.toThrow(`delete ${join(root, 'checkpoint.json.0.lock')}`);
    expect(await locks()).toEqual(['checkpoint.json.0.lock']);
  });

  it('does not stumble over a file that is no claim', async () => {
    await put('checkpoint.json.0.lock', '{"host":');
    await put('other.lock', 'x');
    await openFolder();
    expect(await get('other.lock')).toBe('x');
  });
});

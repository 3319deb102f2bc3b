import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import { vsixFile } from '../packExtension.js';

/** Names of a zip file's members, from its central directory. */
function zipMembers(file: string): string[] {
  const bytes = readFileSync(file);
  const names: string[] = [];
  const headerSignature = 0x02014b50;
  const end = bytes.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
  let offset = bytes.readUInt32LE(end + 16);
  while (bytes.readUInt32LE(offset) === headerSignature) {
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((at) => bytes.readUInt16LE(offset + at));
    names.push(bytes.toString('utf8', offset + 46, offset + 46 + nameLength!));
    offset += 46 + nameLength! + extraLength! + commentLength!;
  }
  return names.sort();
}

it('ships what an editor needs, and nothing else', () => {
  const members = zipMembers(vsixFile);
  const pictures = members.filter((name) => /^extension\/media\/walkthrough\/[\w-]+\.png$/.test(name));
  expect(pictures.length).toBeGreaterThan(0);
  expect(members.filter((name) => !pictures.includes(name))).toEqual(
    [
      '[Content_Types].xml',
      'extension.vsixmanifest',
      ...['LICENSE.txt', 'changelog.md', 'readme.md', 'package.json', 'package.nls.json', 'package.nls.zh-cn.json'].map(
        (name) => `extension/${name}`,
      ),
      ...['checkpointWorker.js', 'cli.js', 'engineProcess.js', 'extension.cjs', 'extensionFeatures.cjs'].map(
        (name) => `extension/dist/${name}`,
      ),
      ...['loadWorker.js', 'simulatorProcess.js', 'tokenizerWorker.js'].map((name) => `extension/dist/${name}`),
      ...['page.css', 'page.js', 'page.js.LEGAL.txt'].map((name) => `extension/dist/webview/${name}`),
      'extension/l10n/bundle.l10n.json',
      'extension/l10n/bundle.l10n.zh-cn.json',
      'extension/media/icon.png',
      'extension/media/sweep.svg',
      ...['analyze', 'choose', 'repeat', 'server'].map((name) => `extension/media/walkthrough/${name}.md`),
      'extension/schemas/sweep.schema.json',
    ].sort(),
  );
});

it('is small', () => {
  expect(readFileSync(vsixFile).byteLength).toBeLessThan(3_000_000);
});

it('reads little when it starts: what it can do is a file of its own, for its first use', () => {
  const bytesOf = (file: string) => statSync(resolve(import.meta.dirname, '../../dist', file)).size;
  expect(bytesOf('extension.cjs')).toBeLessThan(20_000);
  expect(bytesOf('extensionFeatures.cjs')).toBeGreaterThan(100_000);
});

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Command, Option } from 'commander';
import { expect, test } from 'vitest';
import type { CliIo } from '../../../src/cli/cliIo.js';
import { createProgram } from '../../../src/cli/program.js';
import { TextStream } from './textStream.js';

const page = fileURLToPath(new URL('../../../docs/command-line.md', import.meta.url));
const block = /(<!-- options of (\w+) -->\n)[\s\S]*?(<!-- end -->)/g;

/** Run vitest with -u to bring the page up to date. */
test('docs/command-line.md has the options of every command as they are', async () => {
  const text = readFileSync(page, 'utf8');
  const documented = [...text.matchAll(block)].map(([, , name]) => name!);
  const commands = await commandsByName(documented);
  expect(documented).toEqual(['analyze', 'rank', 'records', 'doctor', 'simulate']);
  const current = text.replace(
    block,
    (_, begin, name, end) => `${begin}\n${optionTables(commands.get(name)!)}\n${end}`,
  );
  await expect(current).toMatchFileSnapshot(page);
});

async function commandsByName(names: readonly string[]): Promise<ReadonlyMap<string, Command>> {
  const stream = new TextStream();
  const io: CliIo = { stdout: stream, stderr: stream, env: {}, cwd: '/', signal: new AbortController().signal };
  const program = await createProgram(names, io);
  return new Map(program.commands.map((command) => [command.name(), command]));
}

function optionTables(command: Command): string {
  const help = command.createHelp();
  const byGroup = new Map<string, Option[]>();
  for (const option of help.visibleOptions(command).filter(({ long }) => long !== '--help')) {
    const group = (option.helpGroupHeading ?? 'Options:').replace(':', '');
    byGroup.set(group, [...(byGroup.get(group) ?? []), option]);
  }
  const tables = [...byGroup].map(([group, options]) => {
    const heading = byGroup.size > 1 ? `### ${group}\n\n` : '';
    const rows = options.map((option) => row(option, help.optionDescription(option)));
    return `${heading}| option | |\n| --- | --- |\n${rows.join('')}`;
  });
  return tables.join('\n');
}

function row({ flags }: Option, description: string): string {
  return `| \`${flags}\` | ${description.replaceAll('|', '\\|').replaceAll('<', '&lt;')} |\n`;
}

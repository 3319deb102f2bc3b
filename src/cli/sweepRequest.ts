import { resolve } from 'node:path';
import type { Command } from 'commander';
import { version } from '../../package.json';
import { parseOptions, type SweepCommand } from '../core/sweep/givenOptions.js';
import type { SweepRequest } from '../runner/prepareSweep.js';
import { readTextFile } from '../storage/readFile.js';
import { type CliIo, UsageError } from './cliIo.js';
import { type ConfigFile, configFileOf, readOptions } from './options.js';

/**
 * What the command line and its configuration file ask for.
 * @throws {UsageError | OptionError | FileError}
 */
export async function readSweepRequest(command: Command, kind: SweepCommand, io: CliIo): Promise<SweepRequest> {
  const options = parseOptions(readOptions(command, await readConfigFile(command, io)), kind);
  return { options, environment: io.env, workingDirectory: io.cwd, version, signal: io.signal };
}

async function readConfigFile(command: Command, { cwd }: CliIo): Promise<ConfigFile | undefined> {
  const fileName = configFileOf(command);
  if (fileName === undefined) return undefined;
  const text = await readTextFile(resolve(cwd, fileName));
  if (text === undefined) throw new UsageError(`--config: there is no file ${fileName}`);
  return { text, fileName };
}

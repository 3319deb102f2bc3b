import { resolve } from 'node:path';
import { Command, Option } from 'commander';
import { version } from '../../../package.json';
import { parseValues } from '../../core/sweep/givenOptions.js';
import { requestHeaders } from '../../core/sweep/headers.js';
import type { OptionKey } from '../../core/sweep/options.js';
import { serverBase } from '../../core/sweep/resolveEndpoint.js';
import { runSettings } from '../../core/sweep/runSettings.js';
import { checkSetup, type SetupCheck, type SetupQuestion } from '../../runner/checkSetup.js';
import { readCertificates } from '../../runner/readCertificates.js';
import { parseMetricsUrl } from '../../telemetry/metricsUrl.js';
import type { CliIo } from '../cliIo.js';
import { SetupIncompleteError } from '../failure.js';
import { addOptions, readOptions } from '../options.js';
import { type Paint, paintFor, tableStyle } from '../terminal.js';
import { wrapWords } from '../textWidth.js';

/** The options of a sweep that say where to look, and with what. */
const asked: readonly OptionKey[] = [
  'url',
  'model',
  'header',
  'apiKeyEnv',
  'caFile',
  'insecure',
  'serverMetricsUrl',
  'tokenizer',
  'engine',
  'enginePath',
];

/** `genai-sweep doctor`: what of all that a sweep can use is usable here. */
export function doctorCommand(io: CliIo): Command {
  const command = new Command('doctor').description(
    'Says which engines, servers, GPU metrics and tokenizers are usable from here, and what to do where they are not. Sends no work. Exit code 1 when something is missing that a sweep with these options needs.',
  );
  addOptions(command, asked);
  command.addOption(new Option('--json', 'Print what was found as JSON.').helpGroup('Other:'));
  return command.action(async () => {
    const checks = await checkSetup(await questionOf(command, io));
    const { json = false } = command.opts<{ json?: boolean }>();
    io.stdout.write(json ? `${JSON.stringify({ checks }, null, 2)}\n` : text(checks, io));
    const missing = checks.filter(({ isUsable, isNeeded }) => isNeeded && !isUsable);
    if (missing.length > 0) throw new SetupIncompleteError(`not usable: ${missing.map(({ name }) => name).join(', ')}`);
  });
}

async function questionOf(command: Command, io: CliIo): Promise<SetupQuestion> {
  const options = parseValues(readOptions(command));
  const settings = runSettings(options);
  const path = (file: string | undefined) => (file === undefined ? undefined : resolve(io.cwd, file));
  const caFile = path(settings.caFile);
  const ca = caFile === undefined ? undefined : await readCertificates(caFile);
  return {
    version,
    url: serverBase(options),
    models: options.model ?? [],
    headers: requestHeaders(options, io.env),
    tls: { rejectUnauthorized: !settings.insecure, ...(ca !== undefined && { ca }) },
    engine: settings.engine,
    enginePath: path(settings.enginePath),
    metricsUrls: settings.metricsUrls.map(parseMetricsUrl),
    metricsUrlsGiven: settings.metricsUrlsGiven,
    tokenizerFile: path(settings.tokenizerFile),
    environment: io.env,
    signal: io.signal,
  };
}

/** One line each; what is missing and needed in red, what is only missing in yellow. */
function text(checks: readonly SetupCheck[], { stdout, env }: CliIo): string {
  const paint = paintFor(stdout, env);
  const { width } = tableStyle(stdout, env);
  const nameWidth = Math.max(...checks.map(({ name }) => name.length));
  return checks
    .map((check) => {
      const [first = '', ...others] = wrapWords(check.text, width - nameWidth - 4);
      const rest = others.map((line) => `${' '.repeat(nameWidth + 4)}${line}\n`).join('');
      return `${mark(check, paint)} ${check.name.padEnd(nameWidth)}  ${first}\n${rest}`;
    })
    .join('');
}

function mark({ isUsable, isNeeded }: SetupCheck, paint: Paint): string {
  if (isUsable) return paint.green('✓');
  return isNeeded ? paint.red('✗') : paint.yellow('✗');
}

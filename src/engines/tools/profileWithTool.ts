import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { answerFormatOf } from '../../core/sweep/endpointRules.js';
import { isSchedule } from '../../core/sweep/requestRules.js';
import { hasSessions } from '../../core/sweep/scenario.js';
import { writeArtifacts } from '../../storage/artifacts.js';
import { startSampling, type TelemetrySamples } from '../../telemetry/sampler.js';
import { finishScenario } from '../builtin/profileScenario.js';
import { fileTokenizer } from '../builtin/tokenizerFile.js';
import { type ProfileJob, type ProfileOptions, type ProfileResult, ScenarioFailedError } from '../profilingEngine.js';
import { type LoadTool, type ToolCommand, type ToolJob, ToolOutputError, type UsableTool } from './loadTool.js';
import { loadTools } from './loadTools.js';
import { prepareRun } from './prepareRun.js';
import { reasonIn } from './reasonIn.js';
import { recordingTrace } from './recordingTrace.js';
import { runTool, type ToolEnd } from './runTool.js';
import { sentEntries } from './sentEntries.js';
import { shownCommand, withoutSecrets } from './shownCommand.js';

/**
 * One scenario by another tool: it is run in an empty folder of its own, what it recorded is measured by our own rules
 * and written into the same files. Its command, its output and its own results are kept beside them.
 * @throws {ScenarioFailedError} when it left nothing to measure
 * @throws the signal's reason when aborted
 */
export async function profileWithTool(
  job: ProfileJob,
  tool: UsableTool,
  options: ProfileOptions,
): Promise<ProfileResult> {
  const { tokenizerFile } = job;
  if (tokenizerFile === undefined) throw new ScenarioFailedError('no tokenizer is named');
  const folder = await mkdtemp(join(tmpdir(), 'genai-sweep-'));
  try {
    const run = await prepareRun(job, { driver: loadTools[tool.name], folder, tokenizerFile });
    return await new ToolScenario({ run, tokenizerFile, tool, options, folder }).profile();
  } catch (error) {
    if (error instanceof ToolOutputError) throw new ScenarioFailedError(`${tool.name}: ${error.message}`);
    throw error;
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

interface Parts {
  readonly run: ToolJob;
  readonly tokenizerFile: string;
  readonly tool: UsableTool;
  readonly options: ProfileOptions;
  /** Of this run alone. */
  readonly folder: string;
}

class ToolScenario {
  readonly #parts: Parts;
  readonly #driver: LoadTool;
  readonly #command: ToolCommand;
  readonly #outputFile: string;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#driver = loadTools[parts.tool.name];
    this.#command = this.#driver.command(parts.run);
    this.#outputFile = join(parts.folder, 'output.txt');
  }

  async profile(): Promise<ProfileResult> {
    const {
      run: { job },
      options,
    } = this.#parts;
    const sampler = await startSampling({
      urls: job.metricsUrls,
      models: job.scenario.endpoint.models,
      areDefaults: !job.metricsUrlsGiven,
      signal: options.signal,
    });
    const window = sampler.window();
    const end = await this.#execute().finally(() => window.stop());
    const warnings = await this.#judge(end);
    const result = await this.#measure(await window.stop());
    return { ...result, warnings: [...sampler.warnings, ...warnings] };
  }

  async #measure(samples: TelemetrySamples): Promise<Omit<ProfileResult, 'warnings'>> {
    const { run, tokenizerFile } = this.#parts;
    const { job, handed } = run;
    const { endpoint, stop, load, workload } = job.scenario;
    const areSessions = hasSessions(workload);
    const { trace, sent } = recordingTrace(await this.#driver.read(run), {
      // Triton's messages are recorded as the events of its answers over HTTP.
      format: endpoint.serviceKind === 'triton' ? 'generate' : answerFormatOf(endpoint),
      stop,
      areSessions,
      scheduleMs: isSchedule(load) ? handed?.entries.map(({ timestampMs = 0 }) => timestampMs) : undefined,
    });
    const expected = areSessions ? handed?.entries.length : stop.kind === 'interval' ? undefined : stop.requests;
    if (expected !== undefined && trace.requests < expected)
      throw new ToolOutputError(`it recorded ${trace.requests} of ${expected} requests${await this.#because()}`);
    const tokenizer = await fileTokenizer(tokenizerFile);
    try {
      const turns = areSessions ? handed?.entries.flatMap(({ session }) => session ?? []) : undefined;
      const entries = await sentEntries(sent, { models: endpoint.models, tokenizer, turns });
      const bodies = sent.map(({ payload }) => Buffer.from(payload));
      return await finishScenario({ job, trace, entries, bodies, sessions: undefined, tokenizer, samples });
    } finally {
      await tokenizer.close();
    }
  }

  async #execute(): Promise<ToolEnd> {
    const { tool, folder, options } = this.#parts;
    const { args, environment, files } = this.#command;
    for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
    options.onCommand?.(shownCommand(tool.name, this.#command));
    try {
      return await runTool({
        path: tool.path,
        args,
        folder,
        outputFile: this.#outputFile,
        timeoutMs: tool.timeoutMs,
        signal: options.signal,
        environment: {
          PATH: tool.searchPath,
          // Everything that it leaves lying about goes with the folder.
          TMPDIR: join(folder, 'tmp'),
          HF_HOME: join(folder, 'huggingface'),
          HF_HUB_DISABLE_TELEMETRY: '1',
          ...environment,
        },
      });
    } finally {
      if (!options.signal.aborted) await this.#keep();
    }
  }

  /** Command, configuration, output and own results, into the scenario's folder: also of a run that failed. */
  async #keep(): Promise<void> {
    const { run, tool } = this.#parts;
    const { secrets, files } = this.#command;
    const clean = (text: string) => withoutSecrets(text, secrets);
    const results = await this.#driver.ownResults(run);
    await writeArtifacts(run.job.artifactDirectory, {
      [`${tool.name}_command.txt`]: `${shownCommand(tool.path, this.#command)}\n`,
      ...Object.fromEntries(Object.entries(files).map(([name, text]) => [name, clean(text)])),
      [`${tool.name}_output.txt`]: clean(await this.#output()),
      ...(results !== undefined && { [`${tool.name}_results.json`]: clean(await readFile(results, 'utf8')) }),
    });
  }

  async #output(): Promise<string> {
    return readFile(this.#outputFile, 'utf8').catch(() => '');
  }

  /**
   * A tool may fail after all was measured, and may succeed without having measured: the recording decides.
   * @returns what to tell beside the result
   */
  async #judge(end: ToolEnd): Promise<string[]> {
    const { tool } = this.#parts;
    if (end.kind === 'timeout')
      throw new ToolOutputError(
        `it had not finished after ${tool.timeoutMs / 1000} s and was ended (--engine-timeout)${await this.#because()}`,
      );
    if (end.isClean) return [];
    const recording = await this.#driver.read(this.#parts.run).catch(() => undefined);
    if (recording === undefined || recording.requests.length === 0)
      throw new ToolOutputError(`it ended with ${end.how}${await this.#because()}`);
    return [`${tool.name} ended with ${end.how} after its measurement${await this.#because()}`];
  }

  /** What its output says of the reason, as the end of a sentence. */
  async #because(): Promise<string> {
    const reason = reasonIn(withoutSecrets(await this.#output(), this.#command.secrets));
    return reason === undefined ? '' : `: ${reason}`;
  }
}

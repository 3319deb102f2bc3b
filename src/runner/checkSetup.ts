import { availableParallelism, loadavg } from 'node:os';
import { performance } from 'node:perf_hooks';
import { type EngineName, engineNames } from '../core/sweep/engineNames.js';
import { endpointTypeNames, endpointTypes } from '../core/sweep/support.js';
import { readTokenizerFile } from '../engines/builtin/tokenizerFile.js';
import { httpRequest, type SmallRequest } from '../engines/httpRequest.js';
import { inspectServer, type ServerInspection } from '../engines/inspectServer.js';
import { findTool, toolFacts } from '../engines/tools/findTool.js';
import type { ToolName } from '../engines/tools/loadTool.js';
import { parseDcgmText } from '../telemetry/dcgmText.js';
import { fetchText } from '../telemetry/fetchText.js';

/** What is looked at. */
export interface SetupQuestion {
  /** Of this program. */
  readonly version: string;
  /** Scheme, host and port. */
  readonly url: string;
  readonly models: readonly string[];
  readonly headers: NonNullable<SmallRequest['headers']>;
  readonly tls?: SmallRequest['tls'];
  /** The engine that a sweep would use. */
  readonly engine: EngineName;
  /** Its program, where it is not on PATH; absolute. */
  readonly enginePath?: string | undefined;
  readonly metricsUrls: readonly string[];
  /** False for the default address: then nobody needs it. */
  readonly metricsUrlsGiven: boolean;
  /** A tokenizer.json or its folder; absolute. */
  readonly tokenizerFile?: string | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
}

/** One thing that was looked at. */
export interface SetupCheck {
  /** `node`, `cpu`, `clock`, `engine aiperf`, `server`, `endpoint chat`, `gpu metrics`, `tokenizer`. */
  readonly name: string;
  readonly isUsable: boolean;
  /** Whether a sweep as asked for needs it. */
  readonly isNeeded: boolean;
  /** What was found, or what is wrong and what to do, in one sentence. */
  readonly text: string;
}

const answerMs = 5000;
const oldestNode = [20, 19] as const;

/** Looks at everything that a sweep here would use. Sends no work. Never rejects for what is missing. */
export async function checkSetup(question: SetupQuestion): Promise<SetupCheck[]> {
  const parts = await Promise.all([
    [nodeCheck(), cpuCheck(), clockCheck()],
    Promise.all(engineNames.map((name) => engineCheck(name, question))),
    serverChecks(question),
    Promise.all(question.metricsUrls.map((url) => metricsCheck(url, question))),
    tokenizerChecks(question),
  ]);
  return parts.flat();
}

function nodeCheck(): SetupCheck {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const isUsable = major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1]);
  const text = `Node ${process.versions.node}`;
  return {
    name: 'node',
    isUsable,
    isNeeded: true,
    text: isUsable ? text : `${text}: install ${oldestNode.join('.')} or newer`,
  };
}

/** Other work on the machine shows in every latency. */
function cpuCheck(): SetupCheck {
  const cores = availableParallelism();
  const [load = 0] = loadavg();
  const isUsable = load <= cores;
  const found = `${cores} ${cores === 1 ? 'core' : 'cores'}, load ${load.toFixed(1)} in the last minute`;
  const text = isUsable ? found : `${found}: other work here makes latencies longer than they are; end it first`;
  return { name: 'cpu', isUsable, isNeeded: false, text };
}

/** The smallest step that the clock shows. */
function clockCheck(): SetupCheck {
  let stepMs = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 1000; round++) {
    const from = performance.now();
    let to = performance.now();
    while (to === from) to = performance.now();
    stepMs = Math.min(stepMs, to - from);
  }
  const isUsable = stepMs < 0.1;
  const found = `monotonic, in steps of ${(stepMs * 1000).toPrecision(2)} µs`;
  return {
    name: 'clock',
    isUsable,
    isNeeded: true,
    text: isUsable ? found : `${found}: too coarse for times between tokens; measure on another machine`,
  };
}

async function engineCheck(name: EngineName, question: SetupQuestion): Promise<SetupCheck> {
  const isNeeded = name === question.engine;
  const check = { name: `engine ${name}`, isNeeded };
  if (name === 'builtin') return { ...check, isUsable: true, text: `genai-sweep ${question.version}` };
  try {
    const path = isNeeded ? question.enginePath : undefined;
    const tool = await findTool(name, { path, environment: question.environment, timeoutMs: 0 });
    return {
      ...check,
      isUsable: true,
      text: `${name} ${tool.version} at ${tool.path}${otherVersion(name, tool.version)}`,
    };
  } catch (error) {
    return { ...check, isUsable: false, text: messageOf(error) };
  }
}

function otherVersion(name: ToolName, version: string): string {
  const { knownVersion } = toolFacts[name];
  return version === knownVersion ? '' : ` (tried with ${knownVersion}; another version may write other files)`;
}

async function serverChecks(question: SetupQuestion): Promise<SetupCheck[]> {
  const { url } = question;
  try {
    const server = await inspectServer({ ...question, serviceKind: undefined });
    const check = { name: 'server', isUsable: true, isNeeded: true, text: `${url}: ${serverText(server)}` };
    return [check, ...(await endpointChecks(question, server))];
  } catch (error) {
    question.signal.throwIfAborted();
    return [{ name: 'server', isUsable: false, isNeeded: true, text: messageOf(error) }];
  }
}

function serverText({ foundBy, fingerprint, servedModels, simulated }: ServerInspection): string {
  const served = servedModels === undefined ? undefined : `serves ${servedModels.join(', ') || 'no model'}`;
  return [foundBy, fingerprint.version, served, simulated ? 'simulated' : undefined]
    .filter((part) => part !== undefined)
    .join(', ');
}

/** Each path once, under the first endpoint type that uses it. */
async function endpointChecks(question: SetupQuestion, server: ServerInspection): Promise<SetupCheck[]> {
  const model = question.models[0] ?? server.servedModels?.[0];
  const typeByPath = new Map<string, string>();
  for (const name of endpointTypeNames) {
    const { serviceKind, path } = endpointTypes[name];
    const known = path?.replace('{model}', encodeURIComponent(model ?? '')) ?? '.';
    const isAskable = serviceKind === 'openai' && known !== '.' && !(path?.includes('{model}') && model === undefined);
    if (isAskable && !typeByPath.has(known)) typeByPath.set(known, name);
  }
  return Promise.all([...typeByPath].map(([path, name]) => endpointCheck(name, path, question)));
}

/** An empty body is refused by whoever knows the path, before any work. */
async function endpointCheck(name: string, path: string, question: SetupQuestion): Promise<SetupCheck> {
  const { url, headers, tls } = question;
  const check = { name: `endpoint ${name}`, isNeeded: false };
  try {
    const request = { url: `${url}/${path}`, headers, tls, json: {}, timeoutMs: answerMs, signal: question.signal };
    const { status } = await httpRequest(request);
    const isUsable = ![404, 405, 501].includes(status);
    return { ...check, isUsable, text: isUsable ? `/${path}` : `/${path} is not served (HTTP ${status})` };
  } catch (error) {
    question.signal.throwIfAborted();
    return { ...check, isUsable: false, text: `/${path}: ${messageOf(error)}` };
  }
}

async function metricsCheck(url: string, { metricsUrlsGiven, signal }: SetupQuestion): Promise<SetupCheck> {
  const check = { name: 'gpu metrics', isNeeded: metricsUrlsGiven };
  const remedy = 'start a DCGM exporter there, name another --server-metrics-url, or none';
  try {
    const gpus = parseDcgmText(await fetchText(url, { timeoutMs: answerMs, signal }), new URL(url).hostname).size;
    return gpus > 0
      ? { ...check, isUsable: true, text: `${url}: ${gpus} ${gpus === 1 ? 'GPU' : 'GPUs'}` }
      : { ...check, isUsable: false, text: `${url} answers, but tells of no GPU: ${remedy}` };
  } catch (error) {
    signal.throwIfAborted();
    return { ...check, isUsable: false, text: `${url} (${messageOf(error)}): ${remedy}` };
  }
}

async function tokenizerChecks({ tokenizerFile, engine }: SetupQuestion): Promise<SetupCheck[]> {
  const check = { name: 'tokenizer', isNeeded: true };
  if (tokenizerFile === undefined) {
    const isUsable = engine === 'builtin';
    const text = isUsable
      ? "none named: the server's own, else an embedded one"
      : `none named, and ${engine} needs one: --tokenizer with the tokenizer.json of the model`;
    return [{ ...check, isUsable, text }];
  }
  try {
    const { path } = await readTokenizerFile(tokenizerFile);
    return [{ ...check, isUsable: true, text: path }];
  } catch (error) {
    return [{ ...check, isUsable: false, text: messageOf(error) }];
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

import type { EngineName } from '../core/sweep/engineNames.js';
import { builtinEngine, engineInProcess } from './builtin/builtinEngine.js';
import type { ProfilingEngine } from './profilingEngine.js';
import { findTool } from './tools/findTool.js';
import type { ToolName } from './tools/loadTool.js';

/** What an engine is made with. */
export interface EngineSettings {
  /** Of this program. */
  readonly version: string;
  /** The engine process's file; the default lies beside the running bundle. */
  readonly processFile?: string | undefined;
  /** The tool's program, where it is not on PATH; absolute. */
  readonly enginePath?: string | undefined;
  /** How long another program may take for a scenario. */
  readonly engineTimeoutMs: number;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Where engines are chosen. */
const engines: Readonly<Record<EngineName, (settings: EngineSettings) => Promise<ProfilingEngine>>> = {
  builtin: async (settings) => builtinEngine(settings),
  'genai-perf': (settings) => toolEngine('genai-perf', settings),
  aiperf: (settings) => toolEngine('aiperf', settings),
};

/**
 * The engine of that name.
 * @throws {EngineUnusableError} when it is not installed here, before anything is sent
 */
export function openEngine(name: EngineName, settings: EngineSettings): Promise<ProfilingEngine> {
  return engines[name](settings);
}

async function toolEngine(name: ToolName, settings: EngineSettings): Promise<ProfilingEngine> {
  const { enginePath: path, engineTimeoutMs: timeoutMs, environment, processFile } = settings;
  const tool = await findTool(name, { path, timeoutMs, environment });
  return engineInProcess({ name, version: tool.version, processFile, tool });
}

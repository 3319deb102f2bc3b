import { aiperf } from '../aiperf/aiperf.js';
import { genaiPerf } from '../genaiPerf/genaiPerf.js';
import type { LoadTool, ToolName } from './loadTool.js';

/** How each tool is driven. */
export const loadTools: Readonly<Record<ToolName, LoadTool>> = { 'genai-perf': genaiPerf, aiperf };

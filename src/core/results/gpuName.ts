/** The name of a GPU: `gpu0` for genai-perf's bare `0`, any other name as it is. */
export function gpuName(gpu: string | number): string {
  return /^\d+$/.test(String(gpu)) ? `gpu${gpu}` : String(gpu);
}

/** genai-perf's key of a GPU: `0` for `gpu0`, any other name as it is. */
export function bareGpuKey(name: string): string {
  return name.replace(/^gpu(?=\d+$)/, '');
}

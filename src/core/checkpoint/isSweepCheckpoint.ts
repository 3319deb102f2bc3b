/** Whether a text is meant to be a sweep's checkpoint, even a damaged one. Cheap: it looks and does not parse. */
export function isSweepCheckpoint(text: string): boolean {
  return /"Results"\s*:\s*\{[^[\]]*?"run_configs"\s*:/.test(text);
}

/** What can make the load: this program's own generator, or another tool that is installed beside it. */
export const engineNames = ['builtin', 'genai-perf', 'aiperf'] as const;

/** One of them. */
export type EngineName = (typeof engineNames)[number];

/** The engine as scenarios are told apart by it: another version of another tool may measure otherwise. */
export function engineIdentity(engine: { readonly name: string; readonly version: string }): string {
  return engine.name === 'builtin' ? engine.name : `${engine.name} ${engine.version}`;
}

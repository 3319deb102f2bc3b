import pc from 'picocolors';

/** Paints text, or leaves it alone where colours are off. */
export type Paint = ReturnType<typeof pc.createColors>;

/** A stream that may be a terminal. */
interface MaybeTerminal {
  readonly isTTY?: boolean;
  readonly columns?: number;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Colours for a stream: `NO_COLOR` turns them off, `FORCE_COLOR` on, else a terminal has them. */
export function paintFor(stream: NodeJS.WritableStream, env: Environment): Paint {
  return pc.createColors(usesColor(stream, env));
}

/** See https://no-color.org and https://force-color.org; `FORCE_COLOR=0` says no. */
function usesColor(stream: NodeJS.WritableStream, env: Environment): boolean {
  if (env['NO_COLOR']) return false;
  const forced = env['FORCE_COLOR'];
  if (forced !== undefined && forced !== '') return forced !== '0' && forced !== 'false';
  return isTerminal(stream, env);
}

/** Whether lines can be drawn over again there. */
export function isTerminal(stream: NodeJS.WritableStream, env: Environment): boolean {
  return (stream as MaybeTerminal).isTTY === true && env['TERM'] !== 'dumb';
}

/** Columns of the terminal; undefined where lines may be of any length. */
export function terminalWidth(stream: NodeJS.WritableStream): number | undefined {
  return (stream as MaybeTerminal).columns;
}

/** How tables are drawn on a stream: as wide as the terminal, or as they like. */
export function tableStyle(stream: NodeJS.WritableStream, env: Environment): { width: number; color: boolean } {
  return { width: terminalWidth(stream) ?? Number.POSITIVE_INFINITY, color: usesColor(stream, env) };
}

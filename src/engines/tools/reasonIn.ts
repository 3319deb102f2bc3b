const longestReason = 300;
/** Codes that colour a terminal. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they begin with one
const colours = /\u001b\[[0-9;]*m/g;
/** Best first: what the server said, what the program logged first, what its language said last, anything that complains. */
const telling: readonly { readonly pattern: RegExp; readonly which: 'first' | 'last' }[] = [
  { pattern: /(HTTP code \d+.*)/i, which: 'last' },
  { pattern: /\bERROR\b\s+(.+)/, which: 'first' },
  { pattern: /^(\w+(?:Error|Exception): .+)/, which: 'last' },
  { pattern: /(.*\b(?:error|failed|cannot|refused|unable|invalid)\b.*)/i, which: 'last' },
];
/** Where a logger stands in its program, at the end of its line. */
const place = /\s\w+\.py:\d+\s*$/;
/** Lines of traces and frames that say where, not why. */
const idle = /^(?:File "|Traceback|During handling|[│╭╰─\s]*$)/;

/** The line of a program's output that says best why it failed; undefined when none does. */
export function reasonIn(output: string): string | undefined {
  const lines = output
    .replaceAll(colours, '')
    .split(/\r?\n/)
    .map((line) =>
      line
        .replaceAll(/[│╭╰╮╯─]/g, ' ')
        .replace(place, '')
        .replaceAll(/\s+/g, ' ')
        .trim(),
    )
    .filter((line) => line !== '' && !idle.test(line));
  for (const { pattern, which } of telling) {
    const found = lines.flatMap((line) => pattern.exec(line)?.[1] ?? []);
    const reason = which === 'first' ? found[0] : found.at(-1);
    if (reason !== undefined) return reason.slice(0, longestReason);
  }
  return lines.at(-1)?.slice(0, longestReason);
}

/** A metrics page tells much that nobody asked for, several times a second: only lines of wanted names are worth parsing. */
export function wantedLines(text: string, names: ReadonlySet<string>): string {
  const lines = text.split('\n').filter((line) => names.has(/^\s*([\w:]*)/.exec(line)![1]!));
  return `${lines.join('\n')}\n`;
}

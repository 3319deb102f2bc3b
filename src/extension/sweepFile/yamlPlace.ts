/** Where in a configuration file somebody writes. Works on lines, so that it also does while the text is broken. */
export type YamlPlace =
  /** A key of the whole file, or of the mapping `parent`. */
  | { readonly kind: 'key'; readonly parent: string | undefined; readonly start: number }
  /** A value behind `key:`. */
  | { readonly kind: 'value'; readonly key: string; readonly parent: string | undefined; readonly start: number }
  | { readonly kind: 'none' };

const keyPattern = /^(\s*)("?)([A-Za-z_$][\w$-]*)\2\s*:(?:\s+|$)/;

/** The place of a position; `start` is the column (from 0) where the word under it begins. */
export function yamlPlace(lines: readonly string[], line: number, column: number): YamlPlace {
  const text = (lines[line] ?? '').slice(0, column);
  if (/(^|\s)#/.test(text)) return { kind: 'none' };
  const key = keyPattern.exec(text);
  if (key !== null) {
    const parent = parentOf(lines, line, key[1]!.length);
    return { kind: 'value', key: key[3]!, parent, start: key[0].length };
  }
  const word = /^(\s*)"?[\w-]*$/.exec(text);
  if (word === null) return { kind: 'none' };
  const indent = word[1]!.length;
  return { kind: 'key', parent: parentOf(lines, line, indent), start: indent };
}

/** The key at a position, with its columns; undefined elsewhere. */
export function yamlKeyAt(
  lines: readonly string[],
  line: number,
  column: number,
):
  | { readonly key: string; readonly parent: string | undefined; readonly start: number; readonly end: number }
  | undefined {
  const match = keyPattern.exec(lines[line] ?? '');
  if (match === null) return undefined;
  const start = match[1]!.length + match[2]!.length;
  const end = start + match[3]!.length;
  if (column < start || column > end) return undefined;
  return { key: match[3]!, parent: parentOf(lines, line, match[1]!.length), start, end };
}

/** Keys of the whole file that are written already. */
export function yamlKeys(lines: readonly string[]): string[] {
  return lines.flatMap((line) => {
    const match = keyPattern.exec(line);
    return match !== null && match[1] === '' ? [match[3]!] : [];
  });
}

/** The key of the mapping that a line with this indent belongs to. */
function parentOf(lines: readonly string[], line: number, indent: number): string | undefined {
  if (indent === 0) return undefined;
  for (let above = line - 1; above >= 0; above--) {
    const match = keyPattern.exec(lines[above] ?? '');
    if (match !== null && match[1]!.length < indent) return match[3];
  }
  return undefined;
}

const piecesOf = 64 * 1024;

/**
 * `inputs.json` in genai-perf's envelope: a row per dataset entry, two spaces of indent, as perf_analyzer's
 * `--input-data` takes it.
 * @param bodies request bodies, in the order of sending
 */
export function* inputsText(bodies: Iterable<Readonly<Record<string, unknown>>>): Generator<string> {
  let text = '{\n  "data": [';
  let separator = '\n';
  for (const body of bodies) {
    text += `${separator}${indented({ payload: [body] })}`;
    separator = ',\n';
    if (text.length < piecesOf) continue;
    yield text;
    text = '';
  }
  yield `${text}${separator === '\n' ? '' : '\n  '}]\n}\n`;
}

function indented(row: unknown): string {
  return JSON.stringify(row, null, 2).replaceAll(/^/gm, '    ');
}

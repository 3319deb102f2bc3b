const piecesOf = 64 * 1024;

/**
 * `inputs.json` in genai-perf's envelope: a row per dataset entry, two spaces of indent, as perf_analyzer's
 * `--input-data` takes it: a request body over HTTP is the row's payload, Triton's tensors are the row itself.
 * @param bodies request bodies, in the order of sending
 * @param serviceKind of the endpoint
 */
export function* inputsText(
  bodies: Iterable<Readonly<Record<string, unknown>>>,
  serviceKind: string,
): Generator<string> {
  const rowOf = (body: object) => (serviceKind === 'openai' ? { payload: [body] } : body);
  let text = '{\n  "data": [';
  let separator = '\n';
  for (const body of bodies) {
    text += `${separator}${indented(rowOf(body))}`;
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

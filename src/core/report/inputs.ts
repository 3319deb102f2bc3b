const piecesOf = 64 * 1024;

/** A dataset entry as `inputs.json` holds it. */
export interface InputsEntry {
  readonly body: Readonly<Record<string, unknown>>;
  readonly timestampMs?: number | undefined;
  readonly session?: { readonly id: string; readonly delayMs: number } | undefined;
}

/**
 * `inputs.json` in genai-perf's envelope: a row per dataset entry, two spaces of indent, as perf_analyzer's
 * `--input-data` takes it: a request body over HTTP is the row's payload, Triton's tensors are the row itself.
 * @param entries in the order of sending
 * @param serviceKind of the endpoint
 */
export function* inputsText(entries: Iterable<InputsEntry>, serviceKind: string): Generator<string> {
  let text = '{\n  "data": [';
  let separator = '\n';
  for (const entry of entries) {
    text += `${separator}${indented(rowOf(entry, serviceKind))}`;
    separator = ',\n';
    if (text.length < piecesOf) continue;
    yield text;
    text = '';
  }
  yield `${text}${separator === '\n' ? '' : '\n  '}]\n}\n`;
}

function rowOf({ body, timestampMs, session }: InputsEntry, serviceKind: string): Readonly<Record<string, unknown>> {
  return {
    ...(serviceKind === 'openai' ? { payload: [body] } : body),
    ...(timestampMs !== undefined && { timestamp: [timestampMs] }),
    ...(session !== undefined && { delay: [session.delayMs], session_id: [session.id] }),
  };
}

function indented(row: unknown): string {
  return JSON.stringify(row, null, 2).replaceAll(/^/gm, '    ');
}

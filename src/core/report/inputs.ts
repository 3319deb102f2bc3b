const piecesOf = 64 * 1024;

/** A dataset entry as `inputs.json` holds it. */
export interface InputsEntry {
  readonly body: Readonly<Record<string, unknown>>;
  readonly timestampMs?: number | undefined;
  readonly session?: { readonly id: string; readonly delayMs: number } | undefined;
}

/**
 * `inputs.json` in genai-perf's envelope: a row per dataset entry, two spaces of indent, as perf_analyzer's
 * `--input-data` takes it.
 * @param entries in the order of sending
 */
export function* inputsText(entries: Iterable<InputsEntry>): Generator<string> {
  let text = '{\n  "data": [';
  let separator = '\n';
  for (const entry of entries) {
    text += `${separator}${indented(rowOf(entry))}`;
    separator = ',\n';
    if (text.length < piecesOf) continue;
    yield text;
    text = '';
  }
  yield `${text}${separator === '\n' ? '' : '\n  '}]\n}\n`;
}

function rowOf({ body, timestampMs, session }: InputsEntry): Record<string, readonly unknown[]> {
  return {
    payload: [body],
    ...(timestampMs !== undefined && { timestamp: [timestampMs] }),
    ...(session !== undefined && { delay: [session.delayMs], session_id: [session.id] }),
  };
}

function indented(row: unknown): string {
  return JSON.stringify(row, null, 2).replaceAll(/^/gm, '    ');
}

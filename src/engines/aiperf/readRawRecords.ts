import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import * as z from 'zod';
import { ToolOutputError, type ToolRecording, type ToolRequest } from '../tools/loadTool.js';

/** One server-sent event, or a body in one piece. */
const responseSchema = z.object({
  perf_ns: z.number(),
  packets: z.array(z.object({ name: z.string(), value: z.nullish(z.string()) })).optional(),
  text: z.nullish(z.string()),
});

const recordSchema = z.object({
  metadata: z.object({
    benchmark_phase: z.string(),
    credit_issued_ns: z.nullish(z.number()),
    request_start_ns: z.number(),
    request_end_ns: z.number(),
    was_cancelled: z.boolean().optional(),
    conversation_id: z.nullish(z.string()),
  }),
  start_perf_ns: z.number(),
  payload: z.unknown(),
  status: z.nullish(z.number()),
  responses: z.array(responseSchema),
  error: z.nullish(z.object({ code: z.nullish(z.number()), type: z.nullish(z.string()), message: z.string() })),
});

type RawRecord = z.output<typeof recordSchema>;

/**
 * The requests of aiperf's raw records, warm-up left out. The file is read line by line.
 * @throws {ToolOutputError} naming the line that is no such record
 */
export async function readRawRecords(path: string): Promise<ToolRecording> {
  const records: RawRecord[] = [];
  let line = 0;
  for await (const text of createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY })) {
    line += 1;
    if (text.trim() === '') continue;
    const record = parse(text, line);
    if (record.metadata.benchmark_phase === 'profiling') records.push(record);
  }
  const originNs = records.reduce(
    (least, { metadata }) => Math.min(least, metadata.request_start_ns),
    Number.POSITIVE_INFINITY,
  );
  return {
    timeOriginMs: records.length === 0 ? 0 : originNs / 1e6,
    requests: records.map((record) => requestOf(record, originNs)),
  };
}

function parse(text: string, line: number): RawRecord {
  try {
    return recordSchema.parse(JSON.parse(text));
  } catch (error) {
    const [issue] = error instanceof z.ZodError ? error.issues : [];
    const place = issue === undefined ? 'it is not JSON' : `${issue.path.join('.')}: ${issue.message}`;
    throw new ToolOutputError(`line ${line} of its raw records cannot be read (${place})`);
  }
}

function requestOf(record: RawRecord, originNs: number): ToolRequest {
  const { metadata, responses, start_perf_ns: startPerfNs } = record;
  const sentMs = (metadata.request_start_ns - originNs) / 1e6;
  const endMs = Math.max(sentMs, (metadata.request_end_ns - originNs) / 1e6);
  const { credit_issued_ns: scheduledNs } = metadata;
  return {
    payload: JSON.stringify(record.payload),
    session: metadata.conversation_id ?? undefined,
    scheduledMs: scheduledNs == null ? Number.NaN : (scheduledNs - originNs) / 1e6,
    sentMs,
    reads: responses.map((response) => ({
      atMs: sentMs + (response.perf_ns - startPerfNs) / 1e6,
      bytes: Buffer.from(textOf(response)),
    })),
    endMs,
    isCutOff: metadata.was_cancelled,
    failure: failureOf(record),
  };
}

/** An event as it came over the wire, as far as it says something. */
function textOf({ packets, text }: RawRecord['responses'][number]): string {
  if (packets === undefined) return text ?? '';
  return `${packets.map(({ name, value }) => `${name}: ${value ?? ''}\n`).join('')}\n`;
}

function failureOf({ error, status }: RawRecord): ToolRequest['failure'] {
  if (error == null) return undefined;
  const code = error.code ?? status ?? 0;
  const kind = code >= 300 ? `http ${code}` : (error.type ?? 'error');
  return { kind: /timeout/i.test(kind) ? 'timeout' : kind, message: error.message };
}

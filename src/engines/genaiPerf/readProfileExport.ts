import { readFile } from 'node:fs/promises';
import * as z from 'zod';
import { ToolOutputError, type ToolRecording } from '../tools/loadTool.js';

/** perf_analyzer writes a list of one as its only element. */
const listOf = <Item extends z.ZodType>(item: Item) =>
  z.union([z.array(item), item]).transform((given) => (Array.isArray(given) ? given : [given]) as z.output<Item>[]);

/** Values of Triton's input tensors, by name. */
const tensors = z.record(z.string(), z.unknown());

const exportSchema = z.object({
  experiments: z.array(
    z.object({
      requests: z.array(
        z.object({
          timestamp: z.number(),
          request_inputs: z.union([z.object({ payload: z.string(), session_id: z.optional(z.string()) }), tensors]),
          response_timestamps: listOf(z.number()),
          response_outputs: listOf(
            z.union([z.object({ response: z.string() }), z.object({ text_output: z.string() })]),
          ),
        }),
      ),
    }),
  ),
});

/**
 * Requests and responses of perf_analyzer's export. Its times are whole nanoseconds since the epoch, which a number
 * holds to a quarter of a microsecond. Each response is one read of the socket, or one message
 * of Triton.
 * @throws {ToolOutputError} when it is no such export, or not of exactly one experiment
 */
export async function readProfileExport(path: string): Promise<ToolRecording> {
  const { experiments } = parse(await readFile(path, 'utf8'));
  const [experiment, ...others] = experiments;
  if (experiment === undefined || others.length > 0)
    throw new ToolOutputError(`its export holds ${experiments.length} experiments in place of one`);
  const { requests } = experiment;
  const originNs = requests.reduce((least, { timestamp }) => Math.min(least, timestamp), Number.POSITIVE_INFINITY);
  const sinceOrigin = (ns: number) => (ns - originNs) / 1e6;
  return {
    timeOriginMs: requests.length === 0 ? 0 : originNs / 1e6,
    requests: requests.map((request) => {
      const times = request.response_timestamps.map(sinceOrigin);
      return {
        payload: payloadOf(request.request_inputs),
        session: sessionOf(request.request_inputs),
        scheduledMs: Number.NaN,
        sentMs: sinceOrigin(request.timestamp),
        reads: request.response_outputs.map((output, place) => ({
          atMs: times[place] ?? Number.NaN,
          bytes: Buffer.from(textOf(output)),
        })),
        endMs: times.at(-1) ?? sinceOrigin(request.timestamp),
      };
    }),
  };
}

type ExportedRequest = z.output<typeof exportSchema>['experiments'][0]['requests'][0];

/** A body over HTTP, or Triton's tensors in place of one. */
function payloadOf(inputs: ExportedRequest['request_inputs']): string {
  return typeof inputs.payload === 'string' ? inputs.payload : JSON.stringify(inputs);
}

function sessionOf({ payload, session_id: session }: ExportedRequest['request_inputs']): string | undefined {
  return typeof payload === 'string' && typeof session === 'string' ? session : undefined;
}

/** What was read of the socket; of Triton its output tensor, as an event of its answers over HTTP. */
function textOf(output: ExportedRequest['response_outputs'][0]): string {
  return 'response' in output ? output.response : `data: ${JSON.stringify(output)}\n\n`;
}

function parse(text: string): z.output<typeof exportSchema> {
  try {
    return exportSchema.parse(JSON.parse(text));
  } catch (error) {
    const [issue] = error instanceof z.ZodError ? error.issues : [];
    const place = issue === undefined ? 'it is not JSON' : `${issue.path.join('.')}: ${issue.message}`;
    throw new ToolOutputError(`its export cannot be read (${place})`);
  }
}

import { isSchedule } from '../../core/sweep/requestRules.js';
import type { Scenario } from '../../core/sweep/scenario.js';
import type { DatasetEntry } from '../../core/workload/datasetEntry.js';
import { turnsBySession } from '../../core/workload/sessions.js';
import { promptTexts } from '../tools/promptTexts.js';

/** What aiperf writes into a body itself, of the texts, images and sounds that it is handed. */
const ownFields = ['messages', 'prompt', 'input', 'stream', 'stream_options'];

/** Requests as lines of aiperf's `single_turn` files, or sessions as lines of its `multi_turn` files. */
export function turnLines(entries: readonly DatasetEntry[], { load }: Pick<Scenario, 'load'>): object[] {
  const sessions = turnsBySession(entries);
  const isTimed = isSchedule(load);
  if (sessions.length === 0)
    return entries.map((entry) => ({ ...turnOf(entry), ...(isTimed && { timestamp: entry.timestampMs ?? 0 }) }));
  return sessions.map((places) => ({
    session_id: entries[places[0]!]?.session?.id,
    turns: places.map((place, turn) => ({
      ...turnOf(entries[place]!),
      // There, a delay is one before a turn.
      ...(turn > 0 && { delay: entries[places[turn - 1]!]?.session?.delayMs }),
    })),
  }));
}

function turnOf({ body, images, audios }: DatasetEntry): object {
  const [text, ...others] = promptTexts(body);
  return {
    ...(others.length > 0 ? { texts: [text, ...others] } : { text }),
    images,
    audios: audios?.map(({ format, base64 }) => `${format},${base64}`),
    extra: Object.fromEntries(Object.entries(body).filter(([name]) => !ownFields.includes(name))),
  };
}

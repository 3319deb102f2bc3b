import { withThousands } from '../metrics/format.js';

/** A whole number: `1,280`. */
export function count(value: number): string {
  return withThousands(String(Math.round(value)));
}

/** A span of time: `8 s`, `1 min 20 s`, `2 h 5 min`. */
export function duration(milliseconds: number): string {
  const seconds = Math.max(1, Math.ceil(milliseconds / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return joinParts(`${minutes} min`, seconds % 60, 's');
  return joinParts(`${Math.floor(minutes / 60)} h`, minutes % 60, 'min');
}

function joinParts(first: string, rest: number, unit: string): string {
  return rest === 0 ? first : `${first} ${rest} ${unit}`;
}

/** `1 request`, `2 requests`. */
export function plural(number: number, noun: string): string {
  return `${count(number)} ${noun}${number === 1 ? '' : 's'}`;
}

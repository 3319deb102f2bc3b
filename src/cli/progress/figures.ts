import { formatNumber, withThousands } from '../../core/metrics/format.js';

/** A measured value with its thousands apart: `2,890.10`; a dash when not measured. */
export function figure(value: number | undefined): string {
  const text = formatNumber(value);
  return text === '' ? '–' : withThousands(text);
}

/** A value that changes all the time, short enough to be read: `23.4`, `1,830`. */
export function passingFigure(value: number): string {
  return withThousands(Math.abs(value) >= 100 ? value.toFixed(0) : value.toFixed(1));
}

/** Breaks a sentence into lines of at most `width` characters; a longer word stays whole. */
export function wrapWords(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

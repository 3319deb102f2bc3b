import stringWidth from 'string-width';

/** Columns that a text takes in a terminal: two for a Chinese character or an emoji, none for an accent of its own. */
export function textWidth(text: string): number {
  return /^[ -~]*$/.test(text) ? text.length : stringWidth(text);
}

/** The text with spaces behind it, `width` columns in all; a wider one stays. */
export function padEnd(text: string, width: number): string {
  return text + space(width - textWidth(text));
}

/** The text with spaces before it, `width` columns in all; a wider one stays. */
export function padStart(text: string, width: number): string {
  return space(width - textWidth(text)) + text;
}

const space = (width: number) => ' '.repeat(Math.max(0, width));

/** The text, or as much of its beginning as fits with `…` behind it. */
export function cutEnd(text: string, width: number): string {
  return textWidth(text) <= width ? text : `${fitting(characters(text), width - 1).join('')}…`;
}

/** The text, or as much of its end as fits with `…` before it. */
export function cutStart(text: string, width: number): string {
  if (textWidth(text) <= width) return text;
  return `…${fitting(characters(text).reverse(), width - 1)
    .reverse()
    .join('')}`;
}

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** What people see as one: an emoji of several code points is not taken apart. */
function characters(text: string): string[] {
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}

function fitting(all: readonly string[], width: number): string[] {
  let left = width;
  const end = all.findIndex((character) => {
    left -= textWidth(character);
    return left < 0;
  });
  return all.slice(0, end === -1 ? all.length : end);
}

/** Breaks a sentence into lines of at most `width` columns; a longer word stays whole. */
export function wrapWords(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/)) {
    const last = lines.at(-1);
    if (last !== undefined && textWidth(last) + 1 + textWidth(word) <= width)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

/** A sentence in lines of at most `width` columns, those after the first further in. */
export function hangingLines(sentence: string, { first = '', rest, width }: HangingIndent): string[] {
  return wrapWords(sentence, width - rest.length).map((line, index) => `${index === 0 ? first : rest}${line}`);
}

/** What lines begin with; `rest` is the longer one. */
interface HangingIndent {
  readonly first?: string;
  readonly rest: string;
  readonly width: number;
}

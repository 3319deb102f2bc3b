const longestPrefix = 1024;
const longestSuffix = 512;
const openingQuote = 34;
const backslash = 92;

/**
 * The events of one stream differ in their text only. An event that was understood once is the template by which the next ones
 * are recognised: the same bytes before the text, the same bytes after it, blank line included. Anything else is no match.
 */
export class EventTemplate {
  /** Where the text of the last match begins. */
  textFrom = 0;
  /** Where it ends. */
  textTo = 0;

  private readonly prefix = Buffer.alloc(longestPrefix);
  private readonly suffix = Buffer.alloc(longestSuffix);
  private prefixLength = 0;
  private suffixLength = 0;
  /** Learned so often without one match since; streams whose events all differ are not worth the learning. */
  private unused = 0;

  /** A new stream begins: its events are worth learning again. */
  startStream(): void {
    this.unused = 0;
  }

  /** Takes the event in `bytes[from, to)`, whose only output stands in `[textFrom, textTo)`. */
  learn(bytes: Buffer, from: number, { to, textFrom, textTo }: { to: number; textFrom: number; textTo: number }): void {
    this.suffixLength = 0;
    if (++this.unused > 4 && (this.unused & 15) !== 0) return;
    if (textFrom - from > longestPrefix || to - textTo > longestSuffix) return;
    bytes.copy(this.prefix, 0, from, textFrom);
    bytes.copy(this.suffix, 0, textTo, to);
    this.prefixLength = textFrom - from;
    this.suffixLength = to - textTo;
  }

  /** Index after the event that begins at `from` and looks like the template; -1 when it does not, or not yet. */
  match(bytes: Buffer, from: number, to: number): number {
    const { prefixLength, suffixLength, suffix } = this;
    const textFrom = from + prefixLength;
    if (suffixLength === 0 || textFrom + suffixLength >= to) return -1;
    // An empty text is no output.
    if (bytes[textFrom] === openingQuote) return -1;
    if (bytes.compare(this.prefix, 0, prefixLength, from, textFrom) !== 0) return -1;
    const last = to - suffixLength;
    let at = textFrom;
    for (; ; at++) {
      if (at > last) return -1;
      const byte = bytes[at]!;
      if (byte === openingQuote) break;
      if (byte < 32) return -1;
      if (byte === backslash && bytes[++at]! < 32) return -1;
    }
    for (let i = 0; i < suffixLength; i++) if (bytes[at + i] !== suffix[i]) return -1;
    this.unused = 0;
    this.textFrom = textFrom;
    this.textTo = at;
    return at + suffixLength;
  }
}

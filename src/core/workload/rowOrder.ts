import type { RowFacts } from '../sweep/inputFileFacts.js';
import { InputFileError, type InputRow } from './inputRow.js';

/** Looks at one line after the other: time stamps must not fall, and either all lines are turns of sessions or none. */
export class RowOrder {
  private rows = 0;
  private promptTokens = 0;
  private hasTexts = false;
  private firstMs: number | undefined;
  private lastMs: number | undefined;
  private readonly sessions = new Set<string>();
  private readonly places: Partial<
    Record<'untimedAt' | 'imagesAt' | 'imagelessAt' | 'audiosAt' | 'textlessAt' | 'severalTextsAt', string>
  > = {};

  /** @throws {InputFileError} naming the line */
  add(row: InputRow, where: string): void {
    const { timestampMs, sessionId, inputTokens = 0 } = row;
    this.checkTime(timestampMs, where);
    this.checkSession(sessionId, where);
    if (sessionId !== undefined) this.sessions.add(sessionId);
    if (row.texts.length === 0) this.promptTokens += inputTokens;
    const isOnlyMedia = row.texts.length === 0 && row.images.length + row.audios.length > 0;
    this.hasTexts ||= !isOnlyMedia;
    this.places[row.images.length > 0 ? 'imagesAt' : 'imagelessAt'] ??= where;
    if (row.audios.length > 0) this.places.audiosAt ??= where;
    if (row.texts.length > 1) this.places.severalTextsAt ??= where;
    if (isOnlyMedia) this.places.textlessAt ??= where;
    this.rows += 1;
  }

  /** What was found in all lines. */
  facts(): RowFacts {
    const { rows, promptTokens, hasTexts, firstMs, lastMs, places } = this;
    return {
      rows,
      sessions: this.sessions.size,
      durationMs: firstMs === undefined || lastMs === undefined ? undefined : lastMs - firstMs,
      promptTokens,
      hasTexts,
      untimedAt: places.untimedAt,
      imagesAt: places.imagesAt,
      imagelessAt: places.imagelessAt,
      audiosAt: places.audiosAt,
      textlessAt: places.textlessAt,
      severalTextsAt: places.severalTextsAt,
    };
  }

  private checkTime(timestampMs: number | undefined, where: string): void {
    if (timestampMs === undefined) {
      this.places.untimedAt ??= where;
      return;
    }
    if (this.lastMs !== undefined && timestampMs < this.lastMs)
      throw new InputFileError(
        `${where} has a "timestamp" of ${timestampMs}, before the ${this.lastMs} of an earlier line: sort the lines by time`,
      );
    this.firstMs ??= timestampMs;
    this.lastMs = timestampMs;
  }

  private checkSession(sessionId: string | undefined, where: string): void {
    if (this.rows > 0 && (sessionId === undefined) !== (this.sessions.size === 0))
      throw new InputFileError(
        `${where} has ${sessionId === undefined ? 'no "session_id"' : 'a "session_id"'}, unlike the lines before it: give one to all lines or to none`,
      );
  }
}

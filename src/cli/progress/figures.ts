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

import { formatNumber, withThousands } from '../../src/core/metrics/format.js';

/** A measured number for a table cell: `1,830.20`; empty when not measured. */
export function cellNumber(value: number | undefined): string {
  return withThousands(formatNumber(value));
}

/** A number in a sentence, three digits or all whole ones: `1,830`, `12.4`, `0.0312`. */
export function sentenceNumber(value: number): string {
  const size = Math.abs(value);
  if (size < 0.1 || !Number.isFinite(value)) return formatNumber(value);
  return withThousands(size >= 99.95 ? value.toFixed(0) : String(Number(value.toPrecision(3))));
}

/** A setting as it was given: `4096` is `4,096`, `0.5` stays. Empty for NaN. */
export function settingNumber(value: number): string {
  return Number.isNaN(value) ? '' : withThousands(String(value));
}

/** `+356 %` of a distance in percent; one digit below 10. */
export function percentText(percent: number): string {
  const size = Math.abs(percent);
  const digits = size < 10 ? String(Number(size.toPrecision(2))) : withThousands(size.toFixed(0));
  return `${digits} %`;
}

/** Two digits with a sign that can be seen: `+0.41`, `−0.12`. */
export function signedNumber(value: number): string {
  const digits = Math.abs(value) < 0.005 ? '0.00' : Math.abs(value).toFixed(2);
  return digits === '0.00' ? '0.00' : `${value < 0 ? '−' : '+'}${digits}`;
}

/** A number as people type it, `0.5` or `1e3`; undefined for anything else. */
export function numberFrom(text: string): number | undefined {
  return /^\s*[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?\s*$/i.test(text) && Number.isFinite(Number(text))
    ? Number(text)
    : undefined;
}

/** A decimal number as it is written: `units` / 10^`places`, exact where doubles are not. */
export interface Decimal {
  readonly units: bigint;
  readonly places: number;
}

const pattern = /^([+-]?)(\d*)\.?(\d*)$/;

/** Undefined when the text is no plain decimal number. */
export function parseDecimal(text: string): Decimal | undefined {
  const match = pattern.exec(text);
  const [, sign, whole = '', fraction = ''] = match ?? [];
  if (match === null || whole + fraction === '' || whole.length + fraction.length > 15) return undefined;
  const units = BigInt(whole + fraction);
  return { units: sign === '-' ? -units : units, places: fraction.length };
}

/** `value`'s units when it has `places` decimal places, which must be no fewer than its own. */
export function unitsAt(value: Decimal, places: number): bigint {
  return value.units * 10n ** BigInt(places - value.places);
}

/** The nearest double, which prints in the shortest form. */
export function toNumber({ units, places }: Decimal): number {
  return Number(units) / 10 ** places;
}

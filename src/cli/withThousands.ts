/** Thousands separated: `12476.00` → `12,476.00`. What is no plain decimal number stays as it is. */
export function withThousands(number: string): string {
  return number.replace(/^-?\d{4,}(?=\.|$)/, (whole) => whole.replaceAll(/\B(?=(\d{3})+$)/g, ','));
}

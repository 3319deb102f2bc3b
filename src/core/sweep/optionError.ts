/** An option, or a combination of options, that cannot be; the message is one line that says what to do. */
export class OptionError extends Error {
  override readonly name = 'OptionError';
}

/** A value as it stands in a message: short, on one line. */
export function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}

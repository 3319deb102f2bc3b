/** A failure that a person can do something about; the message is one sentence that says what. */
export class HumanError extends Error {
  override readonly name = 'HumanError';
}

/** Names of errors that nobody foresaw: those of the language, and of libraries. Every class of this project has a name of its own. */
const unforeseen: ReadonlySet<string> = new Set([
  'Error',
  'AggregateError',
  'EvalError',
  'ExecaError',
  'RangeError',
  'ReferenceError',
  'SyntaxError',
  'TypeError',
  'URIError',
  'YAMLParseError',
  'ZodError',
  '$ZodError',
]);

/** How a failure is told. */
export type FailureReport =
  /** The person stopped it, and knows. */
  | { readonly kind: 'cancelled' }
  /** One sentence, which says all. */
  | { readonly kind: 'told'; readonly message: string }
  /** For the log, with its stack. */
  | { readonly kind: 'unforeseen'; readonly message: string; readonly stack: string };

/** Sorts what was thrown by what a person should see of it. */
export function failureReport(error: unknown): FailureReport {
  if (!(error instanceof Error)) return { kind: 'unforeseen', message: String(error), stack: String(error) };
  if (error.name === 'Canceled' || error.name === 'AbortError' || error.name === 'CancelledError')
    return { kind: 'cancelled' };
  if (unforeseen.has(error.name))
    return { kind: 'unforeseen', message: error.message, stack: error.stack ?? error.message };
  return { kind: 'told', message: asSentence(error.message) };
}

/** Messages of the rooms below begin in lower case, because a terminal puts `error:` before them. */
export function asSentence(message: string): string {
  const text = message.trim().replace(/\s*\n\s*/g, ' ');
  const capital = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?…]$/.test(capital) ? capital : `${capital}.`;
}

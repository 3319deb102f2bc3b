/** Types of exception that the original raises while it reads, ranks or reports results. */
export type PythonErrorType =
  | 'AssertionError'
  | 'AttributeError'
  | 'GenAIPerfException'
  | 'IndexError'
  | 'JSONDecodeError'
  | 'KeyError'
  | 'OverflowError'
  | 'StatisticsError'
  | 'TypeError'
  | 'ValueError'
  | 'ZeroDivisionError';

/** Raised wherever genai-perf itself would raise; `type` is the name of the Python type, the message that of Python. */
export class PythonError extends Error {
  override readonly name = 'PythonError';
  /** @param type name of the exception's type, without its module */
  constructor(
    readonly type: PythonErrorType,
    message: string,
  ) {
    super(message);
  }
}

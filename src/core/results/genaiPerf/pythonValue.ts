/** A Python number: `bigint` for an int (of any size), `number` for a float. */
export type PythonNumber = number | bigint;

/** What Python's `json` reads: ints and floats apart, objects with their keys in the order of the text. */
export type PythonValue = null | boolean | string | PythonNumber | readonly PythonValue[] | PythonDict;

/** A Python dict with text keys. A plain object would reorder keys such as GPU "10". */
export type PythonDict = ReadonlyMap<string, PythonValue>;

/** Numbers by name, also nested: objectives by model and tag, weights by model. */
export interface NumbersByName {
  readonly [name: string]: number | NumbersByName;
}

/** The dict of a plain object; its numbers count as floats. */
export function pythonDict(object: NumbersByName): PythonDict {
  const value = (entry: number | NumbersByName) => (typeof entry === 'number' ? entry : pythonDict(entry));
  return new Map(Object.entries(object).map(([name, entry]) => [name, value(entry)]));
}

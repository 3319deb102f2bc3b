import { isJsonObject, type JsonObject, type JsonValue } from '../results/json.js';

/** The fields that are not known; undefined when there are none. */
export function without(object: JsonObject, known: ReadonlySet<string>): JsonObject | undefined {
  const rest = Object.entries(object).filter(([key]) => !known.has(key));
  return rest.length === 0 ? undefined : Object.fromEntries(rest);
}

/** The object with the fields that hold something; undefined when none does. */
export function defined(fields: Readonly<Record<string, JsonValue | undefined>>): JsonObject | undefined {
  const entries = Object.entries(fields).filter(([, value]) => value !== undefined);
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}

/** Puts leftover fields back beside the known ones, at every depth; where both have a value, the leftover is what the file had. */
export function withLeftover(known: JsonValue | undefined, leftover: JsonValue | undefined): JsonValue | undefined {
  if (leftover === undefined) return known;
  if (isJsonObject(known) && isJsonObject(leftover)) {
    const names = new Set([...Object.keys(known), ...Object.keys(leftover)]);
    return Object.fromEntries(Array.from(names, (name) => [name, withLeftover(known[name], leftover[name])]));
  }
  if (Array.isArray(known) && Array.isArray(leftover))
    return known.map((item, index) => withLeftover(item, leftover[index]) as JsonValue);
  return leftover;
}

import * as z from 'zod';
import { isJsonObject, type JsonObject } from '../results/json.js';
import { detailsSchema, failedSchema } from './checkpointSchema.js';

type Camel<Key> = Key extends `${infer Head}_${infer Tail}` ? `${Head}${Capitalize<Camel<Tail>>}` : Key;

/** The type with the keys that the file has, in the case that the code has. */
export type CamelKeys<T> = T extends readonly (infer Item)[]
  ? CamelKeys<Item>[]
  : T extends object
    ? { [Key in keyof T as Camel<Key>]: CamelKeys<T[Key]> }
    : T;

type Camelled<Key extends string> = Extract<Camel<Key>, string>;

function keysOf(schema: unknown): string[] {
  if (schema instanceof z.ZodObject)
    return Object.entries(schema.shape).flatMap(([key, inner]) => [key, ...keysOf(inner)]);
  if (schema instanceof z.ZodOptional) return keysOf(schema.unwrap());
  if (schema instanceof z.ZodDiscriminatedUnion) return schema.options.flatMap(keysOf);
  return [];
}

const camelCase = <Key extends string>(key: Key) =>
  key.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase()) as Camelled<Key>;

/** Only the names of our own fields change their case: what we do not know stays as it is, there and back. */
const ownKeys = [...new Set([...keysOf(detailsSchema), ...keysOf(failedSchema)])];
const toCamel = new Map(ownKeys.map((key) => [key, camelCase(key)]));
const toSnake = new Map(ownKeys.map((key) => [camelCase(key), key]));
const position = new Map(ownKeys.map((key, index) => [key, index]));

/** From the file's `snake_case` to the code's `camelCase`. */
export function camelKeys<T>(value: T): CamelKeys<T> {
  return renamed(value, toCamel) as CamelKeys<T>;
}

/** From the code's `camelCase` to the file's `snake_case`, fields in the order of the schema, unknown ones last. */
export function snakeKeys(value: object): JsonObject {
  return renamed(value, toSnake) as JsonObject;
}

function renamed(value: unknown, names: ReadonlyMap<string, string>): unknown {
  if (Array.isArray(value)) return value.map((item) => renamed(item, names));
  if (!isJsonObject(value)) return value;
  const fields = Object.entries(value).map(([key, item]) => [names.get(key) ?? key, renamed(item, names)] as const);
  const placeOf = ([key]: (typeof fields)[number]) => position.get(key) ?? ownKeys.length;
  return Object.fromEntries(fields.sort((a, b) => placeOf(a) - placeOf(b)));
}

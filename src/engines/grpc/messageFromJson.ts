import * as protobuf from 'protobufjs';
import { InputFileError } from '../../core/workload/inputRow.js';

/**
 * A message as bytes. Fields go by their names in the .proto or in camel case, enums by name, bytes in base64, whole
 * numbers of 64 bits also as text.
 * @param where the message stands, for errors
 * @throws {InputFileError} for a field that the type does not have, or a value that the field cannot hold
 */
export function encodeJson(type: protobuf.Type, json: Readonly<Record<string, unknown>>, where: string): Uint8Array {
  return type.encode(type.fromObject(fieldsOf(type, json, where))).finish();
}

function fieldsOf(type: protobuf.Type, json: unknown, where: string): Record<string, unknown> {
  if (!isObject(json)) throw new InputFileError(`${where}: ${JSON.stringify(json)} is no ${type.name}`);
  return Object.fromEntries(
    Object.entries(json).map(([name, value]) => {
      const field = type.fieldsArray.find((one) => one.name === name || protobuf.util.camelCase(one.name) === name);
      if (field === undefined)
        throw new InputFileError(`${where}: ${type.name} has no field "${name}"; it has: ${namesOf(type)}`);
      return [field.name, fieldValue(field.resolve(), value, `${where}, ${name}`)];
    }),
  );
}

function namesOf(type: protobuf.Type): string {
  return type.fieldsArray.map(({ name }) => name).join(', ') || 'none';
}

function fieldValue(field: protobuf.Field, value: unknown, where: string): unknown {
  const entry = field.resolvedType;
  if (field instanceof protobuf.MapField || isMapEntry(entry)) return mapValue(field, value, where);
  if (!field.repeated) return single(field, value, where);
  if (!Array.isArray(value)) throw new InputFileError(`${where} is a list, and ${JSON.stringify(value)} is none`);
  return value.map((one) => single(field, one, where));
}

/** A map is an object in JSON; in descriptors, which reflection sends, it is a list of entries. */
function mapValue(field: protobuf.Field, value: unknown, where: string): unknown {
  if (!isObject(value)) throw new InputFileError(`${where} is a map, and ${JSON.stringify(value)} is none`);
  const entry = field.resolvedType;
  if (!isMapEntry(entry))
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, single(field, one, where)]));
  const [keyField, valueField] = [entry.fields['key']!.resolve(), entry.fields['value']!.resolve()];
  return Object.entries(value).map(([key, one]) => ({
    key: single(keyField, keyField.type === 'bool' ? key === 'true' : key, where),
    value: single(valueField, one, where),
  }));
}

function isMapEntry(type: protobuf.ReflectionObject | null): type is protobuf.Type {
  return type instanceof protobuf.Type && type.getOption('map_entry') === true;
}

function single({ type, resolvedType }: protobuf.Field, value: unknown, where: string): unknown {
  if (resolvedType instanceof protobuf.Type) return fieldsOf(resolvedType, value, where);
  const isFine =
    resolvedType instanceof protobuf.Enum
      ? Object.hasOwn(resolvedType.values, String(value)) || Number.isInteger(value)
      : isScalar(type, value);
  if (!isFine)
    throw new InputFileError(`${where} is of type ${resolvedType?.name ?? type}, and ${JSON.stringify(value)} is none`);
  return value;
}

function isScalar(type: string, value: unknown): boolean {
  if (type === 'string' || type === 'bytes') return typeof value === 'string';
  if (type === 'bool') return typeof value === 'boolean';
  if (type === 'double' || type === 'float') return typeof value === 'number';
  return Number.isInteger(value) || (typeof value === 'string' && /^-?\d+$/.test(value));
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

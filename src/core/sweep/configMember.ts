import { isMap, isNode, isScalar, LineCounter, type Pair, parseDocument, type YAMLMap } from 'yaml';
import { OptionError } from './optionError.js';

/** A member of a mapping in a configuration file. */
export interface ConfigMember {
  readonly name: string;
  /** `sweep.yaml:4:3`. */
  readonly place: string;
  /** Plain data; null where the file holds nothing. */
  readonly value: unknown;
  /** Its members, when the value is a mapping; else empty. */
  readonly members: readonly ConfigMember[];
}

/**
 * Members of the mapping that a YAML or JSON text holds; none for an empty text.
 * @param fileName only for places and messages
 * @throws {OptionError} when the text is broken, or no mapping
 */
export function readMembers(text: string, fileName: string): ConfigMember[] {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const placeOf = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return `${fileName}:${line}:${col}`;
  };
  const membersOf = (map: YAMLMap): ConfigMember[] =>
    map.items.map(({ key, value }: Pair) => ({
      name: isScalar(key) ? String(key.value) : String(key),
      place: placeOf(isNode(key) ? (key.range?.[0] ?? 0) : 0),
      value: isNode(value) ? (value.toJS(document) as unknown) : null,
      members: isMap(value) ? membersOf(value) : [],
    }));

  const fault = document.errors[0];
  if (fault !== undefined) throw new OptionError(`${placeOf(fault.pos[0])}: ${fault.message}`);
  if (document.contents === null) return [];
  if (!isMap(document.contents)) throw new OptionError(`${placeOf(0)}: write option: value, one on each line`);
  return membersOf(document.contents);
}

import * as z from 'zod';
import { optionSpecs } from './options.js';

/**
 * JSON Schema (draft 7) of the configuration file, for completion and checks in editors. Snake case keys are
 * accepted as the program accepts them, but not described.
 */
export function configJsonSchema(): Record<string, unknown> {
  const offered = optionSpecs.filter(({ supported }) => supported);
  const properties = Object.fromEntries(
    offered.flatMap(({ name, aliases = [], schema, description, choices }) => {
      const { $schema: _, ...property } = z.toJSONSchema(schema, { target: 'draft-7', io: 'input', override: plain });
      const offer = choices && { enum: choices };
      const reference = { $ref: `#/properties/${name}` };
      return [[name, { description, ...property, ...offer }], ...aliases.map((alias) => [alias, reference])];
    }),
  );
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Sweep configuration',
    description: 'The options of `genai-sweep analyze`, for its option --config.',
    type: 'object',
    properties: { $schema: { type: 'string' }, ...properties },
    patternProperties: { '^[a-z]+(_[a-z]+)+$': true },
    additionalProperties: false,
  };
}

/** Leaves out what says nothing to people: the bounds of safe integers. */
function plain({ jsonSchema }: { jsonSchema: { maximum?: number; minimum?: number } }): void {
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
}

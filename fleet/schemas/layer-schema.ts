import type { z } from 'zod';

export type JsonSchema = z.core.JSONSchema.BaseSchema;

/**
 * Converts the schema of a complete configuration to the schema of one layer. In a layer, a map has no required keys,
 * and null removes a value from the layers below. The schemas of list entries do not change, since a list replaces the
 * whole list in the layers below.
 */
export function asLayer(schema: JsonSchema): JsonSchema {
  const { required: _, ...layer } = schema;
  if (layer.properties) layer.properties = mapValues(layer.properties, orNull);
  if (typeof layer.additionalProperties === 'object') layer.additionalProperties = orNull(layer.additionalProperties);
  if (layer.anyOf) layer.anyOf = layer.anyOf.map(asLayer);
  return layer;
}

function orNull(schema: JsonSchema | boolean): JsonSchema | boolean {
  if (typeof schema === 'boolean' || schema.not) return schema; // such a schema refuses a key that belongs elsewhere
  const layer = asLayer(schema);
  if (layer.anyOf) return { ...layer, anyOf: [...layer.anyOf, { type: 'null' }] };
  if (layer.type === undefined || layer.const !== undefined) return { anyOf: [layer, { type: 'null' }] };
  const nullable = { ...layer, type: [layer.type, 'null'] } as unknown as JsonSchema;
  return layer.enum ? { ...nullable, enum: [...layer.enum, null] } : nullable;
}

function mapValues<Value, Result>(
  record: Readonly<Record<string, Value>>,
  change: (value: Value) => Result,
): Record<string, Result> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}

import { z } from 'zod';

import type { Complaint } from './complaint';
import { keysOf } from './map-forms';
import { schemaComplaints } from './schema-complaints';
import type { YamlFile } from './yaml-file';

export interface Read<Value> {
  readonly file: YamlFile;

  /** The validated content. Undefined if the file has complaints. */
  readonly value?: Value;

  readonly complaints: readonly Complaint[];
}

/**
 * Paths of the values in a file that are valid on their own, such as `roles` and `roles.custom`. If a map as a whole is
 * invalid, the paths of its valid keys are still included. For a map with arbitrary keys, such as `tags`, the path
 * `tags.*` means that rules can check the keys, even if some values are invalid.
 */
export type Sound = ReadonlySet<string>;

/**
 * Validates a file with `schema`, and then applies `rules`. The rules can read each value that passed the schema, even
 * if other values in the file did not.
 */
export function readAs<Shape extends z.ZodRawShape>(
  file: YamlFile,
  schema: z.ZodObject<Shape>,
  rules: (file: YamlFile, value: z.output<z.ZodObject<Shape>>, sound: Sound) => Complaint[] = () => [],
): Read<z.output<z.ZodObject<Shape>>> {
  if (file.data === undefined) return { file, complaints: file.complaints };
  if (typeof file.data !== 'object' || file.data === null || Array.isArray(file.data)) {
    const message = `${file.data === null ? 'is empty; it ' : ''}must be a map of keys to values; known are ${keysOf(schema).join(', ')}`;
    return { file, complaints: [...file.complaints, file.complain([], message)] };
  }

  const parsed = schema.safeParse(file.data);
  const { value, sound } = soundPart(schema, file.data as Data);
  const complaints = [
    ...file.complaints,
    ...(parsed.success ? [] : schemaComplaints(file, parsed.error, schema)),
    ...rules(file, (parsed.success ? parsed.data : value) as z.output<z.ZodObject<Shape>>, sound),
  ];
  return complaints.length > 0 || !parsed.success ? { file, complaints } : { file, value: parsed.data, complaints };
}

type Data = Readonly<Record<string, unknown>>;

/** The valid values of a map, and their paths. */
function soundPart(schema: z.ZodObject, data: Data, base = ''): { value: Data; sound: Set<string> } {
  const value: Record<string, unknown> = {};
  const sound = new Set<string>();
  for (const [key, part] of Object.entries(schema.shape)) {
    const path = `${base}${key}`;
    const parsed = (part as z.ZodType).safeParse(data[key]);
    const inner = innerSchema(part as z.ZodType);
    const within = data[key];
    if (parsed.success) {
      value[key] = parsed.data;
      for (const found of [path, ...pathsWithin(inner, path)]) sound.add(found);
    } else if (inner instanceof z.ZodObject && isMap(within)) {
      const nested = soundPart(inner, within, `${path}.`);
      value[key] = nested.value;
      for (const found of nested.sound) sound.add(found);
    } else if (inner instanceof z.ZodRecord && isMap(within)) {
      value[key] = within;
      sound.add(`${path}.*`);
    }
  }
  return { value, sound };
}

/** Paths of all keys that a schema allows below `path`. */
function pathsWithin(schema: z.ZodType, path: string): string[] {
  if (schema instanceof z.ZodRecord) return [`${path}.*`];
  if (!(schema instanceof z.ZodObject)) return [];
  return Object.entries(schema.shape as z.ZodRawShape).flatMap(([key, part]) => [
    `${path}.${key}`,
    ...pathsWithin(innerSchema(part as z.ZodType), `${path}.${key}`),
  ]);
}

/** The schema without wrappers, such as its default. */
function innerSchema(schema: z.ZodType): z.ZodType {
  const { innerType } = schema.def as { innerType?: z.ZodType };
  return innerType ? innerSchema(innerType) : schema;
}

function isMap(value: unknown): value is Data {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

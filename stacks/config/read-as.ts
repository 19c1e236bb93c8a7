import type { z } from 'zod';

import type { Complaint } from './complaint';
import { schemaComplaints } from './schema-complaints';
import type { YamlFile } from './yaml-file';

export interface Read<Value> {
  readonly file: YamlFile;

  /** Undefined when the file has complaints. */
  readonly value?: Value;

  readonly complaints: readonly Complaint[];
}

/** Reads the file as what `schema` describes. Rules see all keys that are sound by themselves. */
export function readAs<Shape extends z.ZodRawShape>(
  file: YamlFile,
  schema: z.ZodObject<Shape>,
  rules: (
    file: YamlFile,
    value: z.output<z.ZodObject<Shape>>,
    sound: ReadonlySet<PropertyKey>,
  ) => Complaint[] = () => [],
): Read<z.output<z.ZodObject<Shape>>> {
  if (file.data === undefined) return { file, complaints: file.complaints };
  if (typeof file.data !== 'object' || file.data === null || Array.isArray(file.data)) {
    const known = Object.keys(schema.shape).join(', ');
    return {
      file,
      complaints: [...file.complaints, file.complain([], `must be a map of keys to values; known are ${known}`)],
    };
  }

  const parsed = schema.safeParse(file.data);
  const value = parsed.success ? parsed.data : soundPart(schema, file.data);
  const sound = new Set<PropertyKey>(parsed.success ? Object.keys(schema.shape) : Object.keys(value));
  const complaints = [
    ...file.complaints,
    ...(parsed.success ? [] : schemaComplaints(file, parsed.error, schema)),
    ...rules(file, value, sound),
  ];
  return complaints.length > 0 ? { file, complaints } : { file, value, complaints };
}

/** The keys whose values are sound, of a file that is not sound as a whole. */
function soundPart<Shape extends z.ZodRawShape>(
  schema: z.ZodObject<Shape>,
  data: unknown,
): z.output<z.ZodObject<Shape>> {
  const values = (data ?? {}) as Readonly<Record<string, unknown>>;
  const parts = Object.entries(schema.shape).flatMap(([key, part]) => {
    const parsed = (part as unknown as z.ZodType).safeParse(values[key]);
    return parsed.success ? [[key, parsed.data] as const] : [];
  });
  return Object.fromEntries(parts) as z.output<z.ZodObject<Shape>>;
}

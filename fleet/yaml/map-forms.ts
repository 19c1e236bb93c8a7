import { z } from 'zod';

import type { Path } from './yaml-file';

/** The schemas that the map at `path` may match. */
export function mapForms(schema: z.ZodType, path: Path): z.ZodObject[] {
  let nodes: z.ZodType[] = options(schema);
  for (const step of path) {
    nodes = nodes.flatMap((node) => {
      const { shape, element } = node as unknown as { shape?: Record<string, z.ZodType>; element?: z.ZodType };
      const next = typeof step === 'number' ? element : shape?.[String(step)];
      return next ? options(next) : [];
    });
  }
  return nodes.filter((node) => node instanceof z.ZodObject);
}

/** Keys that a map with this schema may have. */
export function keysOf({ shape }: z.ZodObject): string[] {
  return Object.keys(shape).filter((key) => !isForbidden(shape[key] as z.ZodType));
}

/**
 * Whether this is the schema of a key that is never allowed. Such a key is declared only so that the error can explain
 * why the key is not allowed.
 */
function isForbidden(schema: z.ZodType): boolean {
  return options(schema).every((option) => option.def.type === 'never');
}

/** Removes a schema's wrappers, such as its default. For a union, returns all its branches. */
function options(schema: z.ZodType): z.ZodType[] {
  const { def } = schema as unknown as {
    def: { type: string; innerType?: z.ZodType; in?: z.ZodType; options?: z.ZodType[] };
  };
  if (def.type === 'union') return (def.options ?? []).flatMap(options);
  const inner = def.innerType ?? (def.type === 'pipe' ? def.in : undefined);
  return inner ? options(inner) : [schema];
}

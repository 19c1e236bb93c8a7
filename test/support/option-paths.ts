import type { z } from 'zod';

/**
 * Paths of all options in a schema: `roles`, `roles.custom`, `roles.custom.description`. Elements of a list and
 * branches of a union have the path of the list or union. A map with arbitrary keys ends the path.
 */
export function optionsOf(schema: z.core.$ZodType): string[] {
  return [...new Set(pathsOf(schema))];
}

function pathsOf(schema: z.core.$ZodType): string[] {
  const { shape, options, element, innerType, in: input } = schema._zod.def as Partial<Parts>;
  if (shape !== undefined) {
    return beneath(
      Object.entries(shape).filter(([, part]) => !isForbidden(part)),
      pathsOf,
    );
  }
  return [...(options ?? []), element, innerType, input].flatMap((part) => (part === undefined ? [] : pathsOf(part)));
}

/** Whether a key is listed only to be refused with a reason. */
function isForbidden(schema: z.core.$ZodType): boolean {
  const { type, innerType } = schema._zod.def as Partial<Parts> & { type: string };
  return innerType === undefined ? type === 'never' : isForbidden(innerType);
}

/** Nested schemas in the various kinds of schemas. */
interface Parts {
  readonly shape: Readonly<Record<string, z.core.$ZodType>>;
  readonly options: readonly z.core.$ZodType[];
  readonly element: z.core.$ZodType;
  readonly innerType: z.core.$ZodType;
  readonly in: z.core.$ZodType;
}

/** Paths of all options that a file sets. */
export function optionsIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(optionsIn);
  return typeof value === 'object' && value !== null ? beneath(Object.entries(value), optionsIn) : [];
}

function beneath<Part>(parts: readonly [string, Part][], paths: (part: Part) => string[]): string[] {
  return parts.flatMap(([key, part]) => [key, ...paths(part).map((path) => `${key}.${path}`)]);
}

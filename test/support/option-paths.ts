import type { z } from 'zod';

/**
 * Paths of all options that a schema knows: `roles`, `roles.custom`, `roles.custom.description`. Elements of a list and
 * forms of a union are at the path of the list or the union; a map with free keys ends a path.
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

/** Schemas within a schema of one kind or another. */
interface Parts {
  readonly shape: Readonly<Record<string, z.core.$ZodType>>;
  readonly options: readonly z.core.$ZodType[];
  readonly element: z.core.$ZodType;
  readonly innerType: z.core.$ZodType;
  readonly in: z.core.$ZodType;
}

/** The same for the options that a file gives. */
export function optionsIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(optionsIn);
  return typeof value === 'object' && value !== null ? beneath(Object.entries(value), optionsIn) : [];
}

function beneath<Part>(parts: readonly [string, Part][], paths: (part: Part) => string[]): string[] {
  return parts.flatMap(([key, part]) => [key, ...paths(part).map((path) => `${key}.${path}`)]);
}

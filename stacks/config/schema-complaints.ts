import { distance } from 'fastest-levenshtein';
import type { z } from 'zod';

import type { Complaint } from './complaint';
import { shownValue } from './shown-value';
import type { Path, YamlFile } from './yaml-file';

type Issue = z.core.$ZodIssue;

/** Says in an operator's words what a schema found wrong with a file. */
export function schemaComplaints(file: YamlFile, error: z.ZodError, schema: z.ZodType): Complaint[] {
  return error.issues.flatMap((issue) => explain(file, issue, [], schema));
}

function explain(file: YamlFile, issue: Issue, base: Path, schema: z.ZodType): Complaint[] {
  const path = [...base, ...issue.path];
  switch (issue.code) {
    case 'unrecognized_keys': {
      const known = keysAt(schema, path, valueAt(file.data, path));
      return issue.keys.map((key) => file.complainAboutKey([...path, key], unknownKey(key, known)));
    }
    case 'invalid_union': {
      const branch = closestBranch(issue.errors);
      if (branch) return branch.flatMap((inner) => explain(file, inner, path, schema));
      return [file.complain(path, `${issue.message}; ${shownValue(path, valueAt(file.data, path))}`)];
    }
    default: {
      const value = valueAt(file.data, path);
      if (value === undefined) return [file.complain(path, `is missing; ${issue.message}`)];
      return [file.complain(path, `${issue.message}; ${shownValue(path, value)}`)];
    }
  }
}

function unknownKey(key: string, known: readonly string[]): string {
  const near = nearest(key, known);
  return near ? `is not a known key; did you mean '${near}'?` : `is not a known key; known are ${known.join(', ')}`;
}

/** The known word that `word` is most likely a slip of, if any is close. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  const ranked = known
    .map((candidate) => ({ candidate, steps: distance(word.toLowerCase(), candidate.toLowerCase()) }))
    .sort((a, b) => a.steps - b.steps);
  const best = ranked[0];
  return best && best.steps <= Math.max(2, Math.floor(word.length / 3)) ? best.candidate : undefined;
}

/** Of a union's branches the one that fits the value's kind, so that the complaint goes into its detail. */
function closestBranch(branches: readonly Issue[][]): Issue[] | undefined {
  return branches.find((issues) =>
    issues.every((issue) => issue.path.length > 0 || issue.code === 'unrecognized_keys'),
  );
}

/** Keys that the schema knows for the object at `path`. */
function keysAt(schema: z.ZodType, path: Path, value: unknown): string[] {
  let nodes: z.ZodType[] = options(schema);
  for (const step of path) {
    nodes = nodes.flatMap((node) => {
      const { shape, element } = node as unknown as { shape?: Record<string, z.ZodType>; element?: z.ZodType };
      const next = typeof step === 'number' ? element : shape?.[String(step)];
      return next ? options(next) : [];
    });
  }
  const shapes = nodes.flatMap((node) => {
    const { shape } = node as unknown as { shape?: Record<string, z.ZodType> };
    return shape ? [Object.keys(shape).filter((key) => !isForbidden(shape[key]))] : [];
  });
  const written = Object.keys(value ?? {});
  // Where several objects are allowed, the one that shares most keys with what was written.
  shapes.sort((a, b) => overlap(b, written) - overlap(a, written));
  return shapes[0] ?? [];
}

/** Whether a key is there to refuse what stands under it, with a reason. */
function isForbidden(schema: z.ZodType | undefined): boolean {
  return schema !== undefined && options(schema).every((option) => option.def.type === 'never');
}

function overlap(keys: readonly string[], written: readonly string[]): number {
  return written.filter((key) => keys.includes(key)).length;
}

/** A schema without its wrappers; a union as its branches. */
function options(schema: z.ZodType): z.ZodType[] {
  const { def } = schema as unknown as {
    def: { type: string; innerType?: z.ZodType; in?: z.ZodType; options?: z.ZodType[] };
  };
  if (def.type === 'union') return (def.options ?? []).flatMap(options);
  const inner = def.innerType ?? (def.type === 'pipe' ? def.in : undefined);
  return inner ? options(inner) : [schema];
}

function valueAt(data: unknown, path: Path): unknown {
  return path.reduce<unknown>((value, step) => (value as Record<PropertyKey, unknown> | undefined)?.[step], data);
}

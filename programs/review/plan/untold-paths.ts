import { holdsTrue } from '../masking/reveal';

import { same } from './same';
import { isObject, type Json, type JsonObject } from './terraform-plan';

/** A resource before and after a change, and a tree of the parts that are not known yet. */
export interface Sides {
  readonly before: Json | undefined;
  readonly after: Json | undefined;

  /** `true`, or a tree that has `true` for parts that are not known yet. */
  readonly unknown: Json | undefined;
}

/**
 * Paths of the attributes that differ, except those in `told`. If `told` contains a path inside a block, the other
 * differences in this block are listed by their paths. Any other block is listed only by its name, because the block
 * may be a map, and the keys of a map may be secret too.
 *
 * @param told paths of the attributes that the review has already explained, such as `template.container.image`.
 */
export function untoldPaths(sides: Sides, told: ReadonlySet<string>): string[] {
  const blocks = new Set([...told].flatMap((path) => blocksAround(path)));
  return pathsIn(sides, '', told, blocks);
}

/** Returns `template` and `template.container` for `template.container.image`. */
function blocksAround(path: string): string[] {
  const steps = path.split('.');
  return steps.slice(1).map((_, index) => steps.slice(0, index + 1).join('.'));
}

function pathsIn(sides: Sides, around: string, told: ReadonlySet<string>, blocks: ReadonlySet<string>): string[] {
  const [old, next, unknown] = [listOf(sides.before), listOf(sides.after), listOf(sides.unknown)];
  const keys = new Set([...old, ...next, ...unknown].flatMap((block) => Object.keys(block)));
  const count = Math.max(old.length, next.length);
  return [...keys].flatMap((key) => {
    const path = `${around}${key}`;
    if (told.has(path)) return [];
    const parts = (list: readonly JsonObject[]) =>
      Array.from({ length: count }, (_, index) => list[index]?.[key] ?? null);
    const [was, becomes, open] = [parts(old), parts(next), parts(unknown)];
    if (same(was, becomes) && !holdsTrue(open)) return [];
    if (!blocks.has(path) || open.includes(true)) return [path];
    return pathsIn({ before: was.flat(), after: becomes.flat(), unknown: open.flat() }, `${path}.`, told, blocks);
  });
}

/**
 * The blocks of a list, or a single block. Anything that is not a block counts as an empty block, so that the other
 * blocks keep their positions.
 */
function listOf(value: Json | undefined): JsonObject[] {
  if (isObject(value)) return [value];
  return Array.isArray(value) ? value.map((part: Json) => (isObject(part) ? part : {})) : [];
}

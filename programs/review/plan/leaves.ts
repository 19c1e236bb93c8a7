import type { Json } from './terraform-plan';

/** The values at the ends of a tree, by their paths: `resources.0.sku.name`. */
export function leavesOf(tree: Json, path = ''): Map<string, Json> {
  if (typeof tree !== 'object' || tree === null) return new Map([[path, tree]]);
  return new Map(
    Object.entries(tree).flatMap(([key, part]) => [...leavesOf(part, path === '' ? key : `${path}.${key}`)]),
  );
}

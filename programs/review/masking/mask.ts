import { isObject, type Json, type JsonObject } from '../plan/terraform-plan';

/**
 * Marks the secret parts of a value, in Terraform's format. `true` masks the whole value. A tree masks those parts of
 * the value for which it contains `true`. Anything else masks nothing.
 */
export type Mask = Json | undefined;

/**
 * More accurate masks for some attributes of a resource type. Some providers mask a whole set, although the set
 * contains names that may be shown. Some providers also fail to mask other attributes.
 */
export type Masks = Readonly<Record<string, (value: Json) => Json>>;

/**
 * The parts of a resource's values that must not be shown: the mask in the plan, corrected by what is known about the
 * resource type.
 */
export function maskOf(known: Masks | undefined, values: Json | undefined, mask: Mask): Mask {
  if (!known || mask === true || !isObject(values)) return mask;
  const corrected: Record<string, Json> = { ...(isObject(mask) ? mask : {}) };
  for (const name in known) {
    const value = values[name];
    if (value !== undefined && value !== null) corrected[name] = known[name]?.(value) ?? true;
  }
  return corrected;
}

/** Masks the whole value. */
export const whole = (): Json => true;

/** Masks each block of an attribute separately. A value that is not a list of blocks is masked as a whole. */
export function each(maskOfBlock: (block: JsonObject) => Json) {
  return (blocks: Json): Json =>
    Array.isArray(blocks) ? blocks.map((block: Json) => (isObject(block) ? maskOfBlock(block) : true)) : true;
}

/** The part of a mask that applies to the part of the value at `step`. */
export function maskAt(mask: Mask, step: number | string): Mask {
  if (mask === true || mask === undefined || mask === null) return mask;
  return (mask as Readonly<Record<number | string, Json>>)[step];
}

/** Calls `found` for every string, number and object key in a value that is secret as a whole. */
export function textsIn(value: Json | undefined, found: (text: string) => void): void {
  if (isObject(value)) Object.keys(value).forEach(found);
  if (typeof value === 'object' && value !== null) for (const part of Object.values(value)) textsIn(part, found);
  else leaves(value, false, found);
}

/**
 * Calls `found` for every string and number that a mask covers, and for the keys of masked maps. The keys of a resource
 * and of its blocks are attribute names, so they are not secret. Blocks are the objects in lists.
 */
export function maskedLeaves(value: Json | undefined, mask: Mask, found: (leaf: string) => void, isBlock = true): void {
  if (mask === true) {
    leaves(value, isBlock, found);
  } else if (Array.isArray(mask) && Array.isArray(value)) {
    mask.forEach((part: Json, index) => {
      maskedLeaves(value[index] as Json | undefined, part, found);
    });
  } else if (isObject(mask) && isObject(value)) {
    for (const key in mask) maskedLeaves(value[key], mask[key], found, false);
  }
}

function leaves(value: Json | undefined, isBlock: boolean, found: (leaf: string) => void): void {
  if (typeof value === 'string') found(value);
  else if (typeof value === 'number') found(String(value));
  else if (Array.isArray(value)) for (const part of value as Json[]) leaves(part, true, found);
  else if (isObject(value)) {
    if (!isBlock) Object.keys(value).forEach(found);
    for (const part of Object.values(value)) leaves(part, false, found);
  }
}

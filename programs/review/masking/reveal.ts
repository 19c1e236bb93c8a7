import { isObject, type Json } from '../plan/terraform-plan';

import { type Mask, maskAt } from './mask';
import { HIDDEN } from './scrubber';

/** Shown in place of a value that Terraform does not know before it applies the plan. */
export const UNKNOWN = '(known after apply)';

/** A value in a plan, with its secret parts and its unknown parts. */
export interface PlannedValue {
  readonly value: Json | undefined;
  readonly mask: Mask;

  /** `true`, or a tree that has `true` for parts whose values are not known yet. */
  readonly unknown: Json | undefined;
}

/** The part at `step` of a planned value. */
export function partAt({ value, mask, unknown }: PlannedValue, step: number | string): PlannedValue {
  return {
    value: (value as Readonly<Record<number | string, Json>> | null | undefined)?.[step],
    mask: maskAt(mask, step),
    unknown: maskAt(unknown, step),
  };
}

/**
 * The value as it may be shown, with sorted object keys. A masked value is shown as masked even if Terraform does not
 * know the value yet, since the word "unknown" would reveal something too.
 *
 * @param show returns the part of a string that may be shown.
 */
export function reveal({ value, mask, unknown }: PlannedValue, show: (text: string) => string): Json {
  return revealed(value, mask, unknown, show);
}

/**
 * This function has separate parameters instead of one object, because creating an object for each leaf of a plan would
 * take more time than all the other work.
 */
function revealed(
  value: Json | undefined,
  mask: Mask,
  unknown: Json | undefined,
  show: (text: string) => string,
): Json {
  if (mask === true) return HIDDEN;
  if (unknown === true || (value === undefined && holdsTrue(unknown))) return UNKNOWN;
  if (typeof value === 'string') return show(value);
  if (typeof value === 'number') return show(String(value)) === String(value) ? value : HIDDEN;
  if (Array.isArray(value))
    return value.map((part: Json, index) => revealed(part, maskAt(mask, index), maskAt(unknown, index), show));
  if (!isObject(value)) return value ?? null;

  const keys = Object.keys(value);
  if (isObject(unknown)) for (const key in unknown) if (!(key in value)) keys.push(key);
  const shown: [string, Json][] = [];
  for (const key of keys.sort())
    shown.push([show(key), revealed(value[key], maskAt(mask, key), maskAt(unknown, key), show)]);
  return Object.fromEntries(shown);
}

/** Whether any part of a tree is unknown. */
export function holdsTrue(tree: Json | undefined): boolean {
  if (tree === true) return true;
  return typeof tree === 'object' && tree !== null && Object.values(tree).some((part) => holdsTrue(part));
}

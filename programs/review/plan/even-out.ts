import { isNothing } from './same';
import { isObject, type Json } from './terraform-plan';

/**
 * Returns the values that a provider found. If the notation of a value has changed but its meaning has not, the old
 * notation is kept. For example, a provider writes null for an omitted value, but may later find zero or an empty list.
 */
export function evenOut(before: Json | undefined, found: Json | undefined): Json | undefined {
  if (isNothing(before) && (isNothing(found) || found === 0 || isListOfNothing(found))) return before;
  if (Array.isArray(before) && Array.isArray(found)) {
    const parts: readonly Json[] = found;
    if (before.length !== parts.length) return parts;
    return parts.map((part, index) => evenOut(before[index] as Json, part) ?? null);
  }
  if (!isObject(before) || !isObject(found)) return found;
  return Object.fromEntries(Object.entries(found).map(([key, part]) => [key, evenOut(before[key], part) ?? null]));
}

/**
 * The values that a provider found, with the earlier value restored at one path. Blocks in lists are matched by
 * position.
 */
export function evenOutAt(before: Json | undefined, found: Json | undefined, path: readonly string[]): Json {
  const [step, ...rest] = path;
  if (step === undefined) return before ?? null;
  if (Array.isArray(before) && Array.isArray(found) && before.length === found.length) {
    return (found as readonly Json[]).map((part, index) => evenOutAt(before[index] as Json, part, path));
  }
  if (!isObject(before) || !isObject(found)) return found ?? null;
  return { ...found, [step]: evenOutAt(before[step], found[step], rest) };
}

function isListOfNothing(value: Json | undefined): boolean {
  return Array.isArray(value) && value.every((part: Json) => isNothing(part));
}

import type { TerraformPlan } from '../review';

import { type Diagnostic, isFailedLookup, LOOKED_UP } from './diagnostic';

/**
 * Whether a plan fails only because it needs objects that other plans will create, such as the token of a new tenant.
 * This is the case if every error comes from a data source that cannot find an object, and one of the other plans
 * creates an object of the same type and name.
 *
 * @param waits whether the stack depends on another stack that is itself deferred. That stack has no plan, so it may be
 *   the one that creates the objects that could not be found.
 */
export function isDeferred(errors: readonly Diagnostic[], others: readonly TerraformPlan[], waits = false): boolean {
  const created = others.flatMap(createdBy);
  return (
    errors.length > 0 &&
    errors.every(
      (error) =>
        (waits && isFailedLookup(LOOKED_UP, error)) ||
        created.some(
          ({ type, name }) =>
            isFailedLookup([type], error) && quoted(name).some((text) => wordsOf(error).includes(text)),
        ),
    )
  );
}

/**
 * The forms of a name in error messages. The Azure providers put the name in double quotes. The Entra provider shows a
 * filter, in which the name is in single quotes.
 */
function quoted(name: string): string[] {
  return [`"${name}"`, `'${name}'`];
}

function wordsOf({ summary, detail = '' }: Diagnostic): string {
  return `${summary}\n${detail}`;
}

function createdBy({ resource_changes: changes = [] }: TerraformPlan): { type: string; name: string }[] {
  return changes.flatMap(({ type, change: { actions, after } }) => {
    if (!actions.includes('create')) return [];
    const { name, display_name: displayName } = (after ?? {}) as { name?: unknown; display_name?: unknown };
    return [name, displayName].flatMap((text) => (typeof text === 'string' ? [{ type, name: text }] : []));
  });
}

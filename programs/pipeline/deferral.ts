import type { TerraformPlan } from '../review';

import { type Diagnostic, isFailedLookup } from './diagnostic';

/**
 * Whether a plan fails only because it needs something that other plans will create, such as the token of a new tenant.
 * This is so if every error comes from a data source that cannot find an object, and one of the other plans creates an
 * object of this type and name.
 */
export function isDeferred(errors: readonly Diagnostic[], others: readonly TerraformPlan[]): boolean {
  const created = others.flatMap(createdBy);
  return (
    errors.length > 0 &&
    errors.every((error) =>
      created.some(
        ({ type, name }) =>
          isFailedLookup([type], error) && `${error.summary}\n${error.detail ?? ''}`.includes(`"${name}"`),
      ),
    )
  );
}

function createdBy({ resource_changes: changes = [] }: TerraformPlan): { type: string; name: string }[] {
  return changes.flatMap(({ type, change: { actions, after } }) => {
    const { name } = (after ?? {}) as { readonly name?: unknown };
    return actions.includes('create') && typeof name === 'string' ? [{ type, name }] : [];
  });
}

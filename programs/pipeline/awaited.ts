import { type Diagnostic, isLookedUpInVain } from './diagnostic';

/** What is read of the document of a plan. */
interface Document {
  readonly resource_changes?: readonly {
    readonly type: string;
    readonly change: { readonly actions: readonly string[]; readonly after?: { readonly name?: unknown } | null };
  }[];
}

/**
 * Whether a plan fails for nothing but what other plans are about to make, such as the token of a new tenant: every error
 * is of a data source that does not find what one of them creates, by type and name.
 *
 * @param documents documents of the other plans, as `terraform show -json` writes them.
 */
export function isAwaited(errors: readonly Diagnostic[], documents: readonly string[]): boolean {
  const made = documents.flatMap((document) => madeBy(JSON.parse(document) as Document));
  return errors.length > 0 && errors.every((error) => made.some((one) => isMissing(one, error)));
}

interface Made {
  readonly type: string;
  readonly name: string;
}

function madeBy({ resource_changes: changes = [] }: Document): Made[] {
  return changes.flatMap(({ type, change: { actions, after } }) =>
    actions.includes('create') && typeof after?.name === 'string' ? [{ type, name: after.name }] : [],
  );
}

function isMissing({ type, name }: Made, error: Diagnostic): boolean {
  return isLookedUpInVain([type], error) && `${error.summary}\n${error.detail ?? ''}`.includes(`"${name}"`);
}

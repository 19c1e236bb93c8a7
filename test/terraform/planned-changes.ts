/** The part of `terraform show -json` with the planned changes. */
export interface PlanDocument {
  readonly resource_changes?: readonly {
    readonly address: string;
    readonly mode: 'managed' | 'data';
    readonly change: { readonly actions: readonly string[] };
  }[];
}

/**
 * The changes that a plan makes to resources, sorted, for example `update azuread_application.app`. Reads are not
 * included.
 */
export function plannedChanges({ resource_changes: changes = [] }: PlanDocument): string[] {
  return changes
    .filter(({ mode, change }) => mode === 'managed' && !change.actions.includes('no-op'))
    .map(({ address, change }) => `${change.actions.length > 1 ? 'replace' : String(change.actions[0])} ${address}`)
    .sort();
}

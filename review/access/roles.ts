import { UNKNOWN } from '../masking/reveal';
import type { Change } from '../plan/change';
import type { Plan } from '../plan/plan';
import type { Side } from '../plan/side';
import { type Json, textOf } from '../plan/terraform-plan';

/** Entra's id for "assigned without a role". */
const DEFAULT_ACCESS = '00000000-0000-0000-0000-000000000000';

/** Finds the names of roles that assignments know by id. */
export class Roles {
  readonly #plan: Plan;
  readonly #names = new Map<string, string>([[DEFAULT_ACCESS, 'default access']]);

  constructor(plan: Plan) {
    this.#plan = plan;
    // A plan that only looks has no changes, but a state.
    const sides = [
      ...plan.standing('azuread_application').map(({ values }) => values),
      ...[...plan.drift, ...plan.changes]
        .filter(({ type }) => type === 'azuread_application')
        .flatMap(({ before, after }) => [before, after]),
    ];
    for (const role of sides.flatMap((side) => side.records('app_role'))) {
      this.#names.set(textOf(role['id']), roleName(role));
    }
  }

  /** The role of an assignment, before or after its change. */
  of(assignment: Change, side: Side): string {
    const id = side.text('app_role_id');
    if (id !== undefined) return this.#names.get(id) ?? id;
    for (const reference of this.#plan.references(assignment.address, 'app_role_id')) {
      const [, value] = /\.app_role_ids\["(.+)"\]$/.exec(reference) ?? [];
      if (value !== undefined) return value;
    }
    return UNKNOWN;
  }
}

/** What people call a role: its value, or its name when it has none. */
export function roleName(role: { readonly [key: string]: Json }): string {
  const { value, display_name: displayName, id } = role;
  return [value, displayName, id].find((name): name is string => typeof name === 'string' && name !== '') ?? UNKNOWN;
}

import { UNKNOWN } from '../masking/reveal';
import type { Change } from '../plan/change';
import type { Plan } from '../plan/plan';
import type { Side } from '../plan/side';
import { type Json, textOf } from '../plan/terraform-plan';

type Names = ReadonlyMap<string, string>;

/** The role id that Entra uses for an assignment without a role. */
const DEFAULT_ACCESS = '00000000-0000-0000-0000-000000000000';

/**
 * Looks up the name of an assignment's role by the role's id. A plan may rename a role, so the name before a change may
 * differ from the name after it.
 */
export class Roles {
  readonly #plan: Plan;
  readonly #before: Names;
  readonly #after: Names;

  /** Names of roles that the changes do not mention. */
  readonly #others: Names;

  /** @param changes the changes that the assignments belong to. */
  constructor(changes: readonly Change[], plan: Plan) {
    this.#plan = plan;
    const applications = changes.filter(isApplication);
    this.#before = namesOf(applications.map(({ before }) => before));
    this.#after = namesOf(applications.map(({ after }) => after));
    // A refresh-only plan has no changes. Its state is the best source for the roles that exist.
    const others = [...plan.drift, ...plan.changes].filter(isApplication);
    const standing = plan.standing('azuread_application').map(({ values }) => values);
    this.#others = namesOf([...others.flatMap(({ before, after }) => [after, before]), ...standing]);
  }

  /** Name of the role of an assignment, before or after its change. */
  of(assignment: Change, side: Side): string {
    const id = side.text('app_role_id');
    if (id === DEFAULT_ACCESS) return 'default access';
    if (id !== undefined) {
      const names = side === assignment.before ? this.#before : this.#after;
      return names.get(id) ?? this.#others.get(id) ?? id;
    }
    for (const reference of this.#plan.references(assignment.address, 'app_role_id')) {
      const [, value] = /\.app_role_ids\["(.+)"\]$/.exec(reference) ?? [];
      if (value !== undefined) return value;
    }
    return UNKNOWN;
  }
}

function isApplication({ type }: Change): boolean {
  return type === 'azuread_application';
}

/** Role names by id. If several sources name the same role, the last source wins. */
function namesOf(sides: readonly Side[]): Names {
  const roles = sides.flatMap((side) => side.records('app_role'));
  return new Map(roles.map((role) => [textOf(role['id']), roleName(role)]));
}

/** Readable name of a role: the role's value or, if the role has no value, its display name. */
export function roleName(role: { readonly [key: string]: Json }): string {
  const { value, display_name: displayName, id } = role;
  return [value, displayName, id].find((name): name is string => typeof name === 'string' && name !== '') ?? UNKNOWN;
}

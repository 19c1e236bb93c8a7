import { UNKNOWN } from '../masking/reveal';
import { oncePer } from '../once-per';
import type { Change } from '../plan/change';
import type { Plan } from '../plan/plan';
import type { Side } from '../plan/side';

export type PrincipalKind = 'group' | 'principal' | 'user';

/** The principal of an assignment, with its readable name. */
export interface AssignedPrincipal {
  /**
   * Identifies the principal within a plan. The key is the object id. If the id is not known yet, the key is the name.
   */
  readonly key: string;

  readonly kind: PrincipalKind;
  readonly name: string;

  /**
   * Number of direct members of a group. Undefined if the plan does not show it, for example for a group that the plan
   * no longer looks up.
   */
  readonly members?: number;
}

/** The number of people in a list of principals, as far as the plan shows it. */
export interface Headcount {
  /** Number of users, plus the number of direct members of each group whose size the plan shows. */
  readonly users: number;

  /** Groups whose size the plan does not show. */
  readonly untold: readonly AssignedPrincipal[];
}

export function headcount(principals: readonly AssignedPrincipal[]): Headcount {
  const sizes = principals.map(({ kind, members }) => (kind === 'user' ? 1 : members));
  return {
    users: sizes.reduce<number>((sum, size = 0) => sum + size, 0),
    untold: principals.filter((_, index) => sizes[index] === undefined),
  };
}

/** The principals of a plan, computed once per plan. */
export const principalsOf = oncePer((plan: Plan) => new Principals(plan));

/** Looks up the names of principals by object id, in the resources and data sources of the plan. */
class Principals {
  readonly #plan: Plan;
  readonly #byId = new Map<string, AssignedPrincipal>();
  readonly #byAddress = new Map<string, AssignedPrincipal>();

  constructor(plan: Plan) {
    this.#plan = plan;
    this.#learn('group', 'azuread_group', 'display_name');
    this.#learn('user', 'azuread_user', 'user_principal_name');
    this.#learn('principal', 'azuread_service_principal', 'display_name');
  }

  /**
   * Name of the object whose id an attribute contains, such as `Finance (group)`. If the plan shows no name, the result
   * is the id. If the id is not known yet, the result is the reference from the configuration.
   */
  nameAt(change: Change, side: Side, attribute: string): string {
    const id = side.text(attribute);
    const [source = ''] = this.#plan.references(change.address, attribute);
    const address = withoutIndex(source);
    const principal = id === undefined ? this.#byAddress.get(address) : this.#byId.get(id);
    if (principal) return `${principal.name} (${principal.kind})`;
    return id ?? this.#plan.constant(address, 'display_name') ?? (address === '' ? UNKNOWN : address);
  }

  /**
   * Name of the principal with this object id. If the principal is the identity that runs the deployment, the name says
   * so.
   */
  nameOf(id: string): string {
    const principal = this.#byId.get(id);
    if (principal) return `${principal.name} (${principal.kind})`;
    return id === this.#plan.caller ? `${id} (the identity that deploys)` : id;
  }

  /** The principal of an assignment, before or after its change. */
  of(assignment: Change, side: Side): AssignedPrincipal {
    const id = side.text('principal_object_id');
    const identified = id === undefined ? undefined : this.#byId.get(id);
    if (identified) return identified;

    const [source = ''] = this.#plan.references(assignment.address, 'principal_object_id');
    const address = withoutIndex(source);
    const referred = id === undefined ? this.#byAddress.get(address) : undefined;
    if (referred) return referred;

    const kind = kindOf(side, assignment.name);
    const name =
      side.text('principal_display_name') ??
      assignment.before.text('principal_display_name') ??
      this.#plan.constant(address, 'display_name') ??
      this.#plan.constant(address, 'user_principal_name') ??
      id ??
      assignment.name;
    return { key: id ?? name, kind, name };
  }

  #learn(kind: PrincipalKind, type: string, label: string): void {
    const managed = this.#plan.changes
      .filter((change) => change.type === type)
      .flatMap(({ address, before, after }) => [before, after].map((values) => ({ address, values })));
    for (const { address, values } of [...managed, ...this.#plan.data(type)]) {
      const id = values.text('object_id');
      const name = values.text(label);
      if (name === undefined) continue;
      const members = kind === 'group' ? values.count('members') : undefined;
      const principal = { key: id ?? name, kind, name, members };
      if (id !== undefined) this.#byId.set(id, principal);
      this.#byAddress.set(withoutIndex(address), principal);
    }
  }
}

/** Returns `data.azuread_group.x` for `data.azuread_group.x["config/tenants/contoso.yaml:14"].object_id`. */
function withoutIndex(address: string): string {
  return /^(data\.)?[^.[]+\.[^.[]+/.exec(address)?.[0] ?? '';
}

/**
 * The type of a principal. Entra reports the type only after the assignment exists. Until then, the name of our
 * assignment resource contains the type.
 */
function kindOf(side: Side, name: string): PrincipalKind {
  const type = side.text('principal_type') ?? name;
  const [, kind] = /^(group|user)\b/i.exec(type) ?? [];
  return (kind?.toLowerCase() as PrincipalKind | undefined) ?? 'principal';
}

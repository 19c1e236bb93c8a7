import { groupedBy } from '../grouped';
import type { Disclosure } from '../masking/disclosure';

import { Change } from './change';
import { evenOut } from './even-out';
import { type PlannedAction, plannedAction } from './planned-action';
import { Side } from './side';
import {
  isObject,
  type PlannedChange,
  type StateModule,
  type StateResource,
  type TerraformPlan,
} from './terraform-plan';
import { type Troubles, troublesOf } from './troubles';
import { unknownMembers } from './unknown-members';

/** A Terraform plan. Only the parts that a review may read are accessible. */
export class Plan {
  /** The changes to all resources that Terraform manages. Unchanged resources are included. */
  readonly changes: readonly Change[];

  /**
   * Changes made outside Terraform. The old values are those that Terraform had recorded. The new values are those that
   * Terraform found.
   */
  readonly drift: readonly Change[];

  readonly #document: TerraformPlan;
  readonly #disclosure: Disclosure;
  readonly #expressions = new Map<string, Readonly<Record<string, unknown>>>();

  /** The resources in the state, by mode and type. They are grouped only once, because they are looked up often. */
  readonly #state: ReadonlyMap<string, readonly StateResource[]>;

  constructor(document: TerraformPlan, disclosure: Disclosure) {
    const { resource_changes = [], resource_drift = [], configuration } = document;
    this.changes = resource_changes
      .filter(({ mode }) => mode !== 'data')
      .map((planned) => new Change(planned, disclosure));
    this.drift = resource_drift.map((planned) => new Change(evenedOut(planned), disclosure));
    this.#document = document;
    this.#disclosure = disclosure;
    for (const { address, expressions = {} } of configuration?.root_module?.resources ?? []) {
      this.#expressions.set(address, expressions);
    }
    const standing = resourcesIn(document.prior_state?.values?.root_module ?? {});
    this.#state = groupedBy(standing, ({ mode, type }) => `${mode} ${type}`);
  }

  /**
   * Whether this is a `-refresh-only` plan. Such a plan lists no changes. Any other plan lists every resource, even
   * unchanged ones, unless an error stopped Terraform.
   */
  get isRefreshOnly(): boolean {
    const { resource_changes: changes = [], errored } = this.#document;
    return changes.length === 0 && errored !== true;
  }

  /** The data sources of a type, as Terraform read them for the plan. */
  data(type: string): { readonly address: string; readonly values: Side }[] {
    return this.#sides('data', type);
  }

  /** The resources of a type that are in the state before the plan is applied. */
  standing(type: string): { readonly address: string; readonly values: Side }[] {
    return this.#sides('managed', type);
  }

  #sides(mode: StateResource['mode'], type: string): { readonly address: string; readonly values: Side }[] {
    return (this.#state.get(`${mode} ${type}`) ?? []).map(
      ({ address, values: value, sensitive_values: sensitive }) => ({
        address,
        values: new Side(type, { value, sensitive }, this.#disclosure),
      }),
    );
  }

  /** The references in an argument of the configuration, ordered from most to least specific. */
  references(address: string, argument: string): string[] {
    return referencesIn(this.#expression(address, argument)).map(this.#disclosure.show);
  }

  /** The value of an argument in the configuration, if it is a literal string. */
  constant(address: string, argument: string): string | undefined {
    const expression = this.#expression(address, argument);
    return isObject(expression) ? this.#text(expression['constant_value']) : undefined;
  }

  /** The value of a provider's argument in the configuration, if it is a literal string. */
  providerConstant(provider: string, argument: string): string | undefined {
    const expression = this.#document.configuration?.provider_config?.[provider]?.expressions?.[argument];
    return isObject(expression) ? this.#text(expression['constant_value']) : undefined;
  }

  /**
   * Ids of two directories: the directory that the configuration names, and the directory to which the credentials
   * belong.
   */
  get directory(): { readonly named: string | undefined; readonly signedIn: string | undefined } {
    const signedIn = this.data('azuread_client_config')[0]?.values.text('tenant_id');
    return { named: this.providerConstant('azuread', 'tenant_id'), signedIn };
  }

  /** Object id of the identity that runs the deployment. Undefined if the plan does not look up this id. */
  get caller(): string | undefined {
    return this.data('azuread_client_config')[0]?.values.text('object_id');
  }

  /** Problems that prevent the plan from being applied as it is. */
  get troubles(): Troubles {
    return troublesOf(this.#document, this.#disclosure.show);
  }

  /** Actions that providers run while Terraform applies the plan. */
  get invocations(): PlannedAction[] {
    return (this.#document.action_invocations ?? []).map((action) => plannedAction(action, this.#disclosure.show));
  }

  /** Names of the outputs that change. */
  get changedOutputs(): string[] {
    return Object.entries(this.#document.output_changes ?? {})
      .filter(([, { actions }]) => actions[0] !== 'no-op')
      .map(([name]) => this.#disclosure.show(name))
      .sort();
  }

  /** Parts of the plan's JSON that this review does not understand. */
  get unknownMembers(): string[] {
    return unknownMembers(this.#document).map(this.#disclosure.show);
  }

  #expression(address: string, argument: string): unknown {
    return this.#expressions.get(address.replace(/\[[^\]]*\]$/, ''))?.[argument];
  }

  #text(value: unknown): string | undefined {
    return typeof value === 'string' && value !== '' ? this.#disclosure.show(value) : undefined;
  }
}

function resourcesIn({ resources = [], child_modules = [] }: StateModule): StateResource[] {
  return [...resources, ...child_modules.flatMap(resourcesIn)];
}

/** A change made outside Terraform. Differences between two notations for "nothing" are removed. */
function evenedOut(drift: PlannedChange): PlannedChange {
  const { before, after } = drift.change;
  const found = evenOut(before, after);
  return { ...drift, change: { ...drift.change, ...(found === undefined ? {} : { after: found }) } };
}

/** The references in an expression. For a block, the references in all of its arguments. */
function referencesIn(expression: unknown): string[] {
  if (Array.isArray(expression)) return expression.flatMap(referencesIn);
  if (!isObject(expression)) return [];
  const { references } = expression;
  return Array.isArray(references) ? references.map(String) : Object.values(expression).flatMap(referencesIn);
}

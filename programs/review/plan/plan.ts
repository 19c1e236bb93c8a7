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

/** A plan document, as far as it may be read. */
export class Plan {
  /** What Terraform does to each resource that it manages, with those that it leaves as they are. */
  readonly changes: readonly Change[];

  /** What was changed outside of Terraform: before is what it knew, after is what it found. */
  readonly drift: readonly Change[];

  readonly #document: TerraformPlan;
  readonly #disclosure: Disclosure;
  readonly #expressions = new Map<string, Readonly<Record<string, unknown>>>();

  /** The resources of the state, by mode and type. Sorted once, since many ask. */
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
   * Whether the plan only looks at what there is (`-refresh-only`). Such a document lists no changes, while any other
   * lists each resource, if only as one that stays, unless Terraform failed before it came to that.
   */
  get isRefreshOnly(): boolean {
    const { resource_changes: changes = [], errored } = this.#document;
    return changes.length === 0 && errored !== true;
  }

  /** The data sources of a type, as they were read. */
  data(type: string): { readonly address: string; readonly values: Side }[] {
    return this.#sides('data', type);
  }

  /** The resources of a type as they were before the plan. */
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

  /** What an argument of the configuration refers to, most specific first. */
  references(address: string, argument: string): string[] {
    return referencesIn(this.#expression(address, argument)).map(this.#disclosure.show);
  }

  /** The text that the configuration gives an argument, where it is a literal. */
  constant(address: string, argument: string): string | undefined {
    const expression = this.#expression(address, argument);
    return isObject(expression) ? this.#text(expression['constant_value']) : undefined;
  }

  /** The text that the configuration gives an argument of a provider. */
  providerConstant(provider: string, argument: string): string | undefined {
    const expression = this.#document.configuration?.provider_config?.[provider]?.expressions?.[argument];
    return isObject(expression) ? this.#text(expression['constant_value']) : undefined;
  }

  /** Directory that the configuration names, and the one that the credentials of the run belong to. */
  get directory(): { readonly named: string | undefined; readonly signedIn: string | undefined } {
    const signedIn = this.data('azuread_client_config')[0]?.values.text('tenant_id');
    return { named: this.providerConstant('azuread', 'tenant_id'), signedIn };
  }

  /** Object id of the identity that deploys. Undefined where the plan does not look it up. */
  get caller(): string | undefined {
    return this.data('azuread_client_config')[0]?.values.text('object_id');
  }

  /** What keeps the plan from being one that can be applied as it is. */
  get troubles(): Troubles {
    return troublesOf(this.#document, this.#disclosure.show);
  }

  /** Actions that are run while the plan is applied. */
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

  /** Parts of the document that are not understood here. */
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

/** A change outside of Terraform, without other ways to write nothing. */
function evenedOut(drift: PlannedChange): PlannedChange {
  const { before, after } = drift.change;
  const found = evenOut(before, after);
  return { ...drift, change: { ...drift.change, ...(found === undefined ? {} : { after: found }) } };
}

/** What an expression refers to; what the arguments of a block refer to, all together. */
function referencesIn(expression: unknown): string[] {
  if (Array.isArray(expression)) return expression.flatMap(referencesIn);
  if (!isObject(expression)) return [];
  const { references } = expression;
  return Array.isArray(references) ? references.map(String) : Object.values(expression).flatMap(referencesIn);
}

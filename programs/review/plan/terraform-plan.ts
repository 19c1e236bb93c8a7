/** JSON as `JSON.parse` returns it. */
export type Json = boolean | null | number | string | readonly Json[] | JsonObject;

export interface JsonObject {
  readonly [key: string]: Json;
}

/** The parts of `terraform show -json PLAN` that a review reads, under Terraform's own names. */
export interface TerraformPlan {
  readonly format_version: string;
  readonly variables?: Readonly<Record<string, { readonly value?: Json }>>;
  readonly resource_changes?: readonly PlannedChange[];

  /** Changes that Terraform deferred, because some of the values that they need are not known yet. */
  readonly deferred_changes?: readonly { readonly reason?: string; readonly resource_change: PlannedChange }[];

  /** Actions that providers run while Terraform applies the plan (since Terraform 1.14). */
  readonly action_invocations?: readonly ActionInvocation[];
  readonly deferred_action_invocations?: readonly {
    readonly reason?: string;
    readonly action_invocation: ActionInvocation;
  }[];

  /** Changes made outside Terraform since Terraform last ran. */
  readonly resource_drift?: readonly PlannedChange[];

  readonly output_changes?: Readonly<Record<string, ValueChange>>;
  readonly planned_values?: StateValues;
  readonly prior_state?: { readonly values?: StateValues };
  readonly configuration?: Configuration;
  readonly checks?: readonly Check[];
  readonly complete?: boolean;
  readonly errored?: boolean;
}

export interface PlannedChange {
  readonly address: string;
  readonly previous_address?: string;
  readonly mode: 'data' | 'managed';
  readonly type: string;
  readonly name: string;

  /** Key of the old object. Set only if a replacement failed halfway and left the old object behind. */
  readonly deposed?: string;

  readonly action_reason?: string;
  readonly change: ValueChange;
}

export interface ValueChange {
  readonly actions: readonly string[];
  readonly before?: Json;
  readonly after?: Json;

  /** `true`, or a tree that has `true` for each value that Terraform does not know yet. */
  readonly after_unknown?: Json;

  /** `true`, or a tree that has `true` for each value that must not be shown. */
  readonly before_sensitive?: Json;
  readonly after_sensitive?: Json;

  /** Attributes that force a replacement. */
  readonly replace_paths?: readonly (readonly (number | string)[])[];

  /**
   * The imported object: its id or, if the provider supports resource identities, its identity. Both are missing if
   * they are not known yet.
   */
  readonly importing?: { readonly id?: string; readonly unknown?: boolean; readonly identity?: Json };
}

/** An action of a provider. It runs before or after a resource changes, or because `-invoke` requested it. */
export interface ActionInvocation {
  readonly address: string;
  readonly type?: string;
  readonly config_values?: Json;
  readonly config_sensitive?: Json;
  readonly config_unknown?: Json;
  readonly lifecycle_action_trigger?: {
    readonly triggering_resource_address?: string;

    /** The event that triggers the action, for example `AfterCreate`. */
    readonly action_trigger_event?: string;
  };
}

export interface StateValues {
  readonly outputs?: Readonly<Record<string, { readonly sensitive?: boolean; readonly value?: Json }>>;
  readonly root_module?: StateModule;
}

export interface StateModule {
  readonly resources?: readonly StateResource[];
  readonly child_modules?: readonly StateModule[];
}

export interface StateResource {
  readonly address: string;
  readonly mode: 'data' | 'managed';
  readonly type: string;
  readonly name: string;
  readonly values?: JsonObject;
  readonly sensitive_values?: Json;
}

export interface Configuration {
  readonly provider_config?: Readonly<Record<string, { readonly name: string; readonly expressions?: Expressions }>>;
  readonly root_module?: ConfigurationModule;
}

export interface ConfigurationModule {
  readonly variables?: Readonly<Record<string, { readonly default?: Json; readonly sensitive?: boolean }>>;
  readonly resources?: readonly ConfiguredResource[];
  readonly module_calls?: Readonly<Record<string, ModuleCall>>;
}

/** A call to a module, with its arguments. */
export interface ModuleCall {
  readonly expressions?: Expressions;
  readonly module?: ConfigurationModule;
}

export interface ConfiguredResource {
  readonly address: string;
  readonly mode: 'data' | 'managed';
  readonly type: string;
  readonly name: string;
  readonly expressions?: Expressions;
}

export type Expressions = Readonly<Record<string, unknown>>;

/** A check, a precondition or a postcondition. */
export interface Check {
  readonly address?: { readonly to_display?: string };
  readonly status?: 'error' | 'fail' | 'pass' | 'unknown';
  readonly instances?: readonly {
    readonly status?: string;
    readonly problems?: readonly { readonly message?: string }[];
  }[];
}

/** Returns the value if it is a string; otherwise, an empty string. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

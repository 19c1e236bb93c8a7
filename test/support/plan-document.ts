import { readFileSync } from 'node:fs';

import type {
  Json,
  JsonObject,
  PlannedChange,
  TerraformPlan,
  ValueChange,
} from '../../programs/review/plan/terraform-plan';

/** The plan document of a real run, with all secrets replaced by `MARKER-…`. */
export function realPlan(name: string): TerraformPlan {
  return JSON.parse(readFileSync(realPlanFile(name), 'utf8')) as TerraformPlan;
}

export function realPlanFile(name: string): string {
  return `test/programs/review/plans/${name}.json`;
}

/** A small plan document with these changes. */
export function planOf(changes: readonly PlannedChange[], more: Partial<TerraformPlan> = {}): TerraformPlan {
  return { format_version: '1.2', resource_changes: changes, ...more };
}

/** A change to one resource, with actions derived from the values before and after. */
export function change(
  address: string,
  before: JsonObject | null,
  after: JsonObject | null,
  more: Partial<ValueChange> & { readonly action_reason?: string; readonly deposed?: string } = {},
): PlannedChange {
  const [type = '', name = ''] = address.split('.');
  const { action_reason, deposed, ...rest } = more;
  return {
    address,
    type,
    name,
    mode: 'managed',
    ...(action_reason === undefined ? {} : { action_reason }),
    ...(deposed === undefined ? {} : { deposed }),
    change: { actions: actions(before, after), before, after, ...rest },
  };
}

/** Terraform's actions for a change from `before` to `after`. */
function actions(before: JsonObject | null, after: JsonObject | null): string[] {
  if (before === null) return ['create'];
  if (after === null) return ['delete'];
  return JSON.stringify(before) === JSON.stringify(after) ? ['no-op'] : ['update'];
}

/** A data source in the plan, with the values that Terraform read. */
export function looksUp(address: string, values: JsonObject, sensitive_values: Json = {}) {
  const [, type = '', name = ''] = address.split('.');
  return { address, mode: 'data' as const, type, name, values, sensitive_values };
}

/** These data sources as `prior_state`, to be merged into a plan document. */
export function lookedUp(...resources: readonly ReturnType<typeof looksUp>[]): Partial<TerraformPlan> {
  return { prior_state: { values: { root_module: { resources } } } };
}

import {
  type ConfigurationModule,
  isObject,
  type Json,
  type StateModule,
  type StateValues,
  type TerraformPlan,
  type ValueChange,
} from '../plan/terraform-plan';

import type { AllowList } from './allow-list';
import { type Mask, maskedLeaves, maskOf, textsIn } from './mask';

/**
 * Every string that a plan marks as sensitive.
 *
 * Such a string is secret wherever it occurs. Providers copy secrets into attributes that they do not mark as
 * sensitive, and the plan's JSON contains sensitive variables in plain text.
 */
export function secretsOf(plan: TerraformPlan, allowList: AllowList): Set<string> {
  const secrets = new Set<string>();
  const add = (text: string) => {
    secrets.add(text);
  };
  const collect = (value: Json | undefined, mask: Mask) => {
    maskedLeaves(value, mask, add);
  };
  const collectAll = (value: Json | undefined) => {
    textsIn(value, add);
  };
  const collectChange = (change: ValueChange, type = '') => {
    const { before, after, before_sensitive, after_sensitive } = change;
    collect(before, maskOf(allowList.get(type)?.masks, before, before_sensitive));
    collect(after, maskOf(allowList.get(type)?.masks, after, after_sensitive));
  };
  const collectModule = ({ resources = [], child_modules = [] }: StateModule) => {
    for (const { type, values, sensitive_values } of resources)
      collect(values, maskOf(allowList.get(type)?.masks, values, sensitive_values));
    child_modules.forEach(collectModule);
  };
  const collectState = ({ outputs = {}, root_module }: StateValues = {}) => {
    for (const { value, sensitive } of Object.values(outputs)) if (sensitive === true) collectAll(value);
    if (root_module) collectModule(root_module);
  };
  /**
   * Collects the values of sensitive variables.
   *
   * @param given returns the value of a variable, or undefined if the plan's JSON does not contain the value.
   */
  const collectVariables = (module: ConfigurationModule = {}, given: (name: string) => Json | undefined) => {
    for (const [name, variable] of Object.entries(module.variables ?? {})) {
      if (variable.sensitive !== true) continue;
      collectAll(variable.default);
      collectAll(given(name));
    }
    for (const call of Object.values(module.module_calls ?? {})) {
      collectVariables(call.module, (name) => {
        const expression = call.expressions?.[name];
        return isObject(expression) ? expression['constant_value'] : undefined;
      });
    }
  };

  for (const { type, change } of plan.resource_changes ?? []) collectChange(change, type);
  for (const { type, change } of plan.resource_drift ?? []) collectChange(change, type);
  for (const { resource_change: put } of plan.deferred_changes ?? []) collectChange(put.change, put.type);
  const invocations = [
    ...(plan.action_invocations ?? []),
    ...(plan.deferred_action_invocations ?? []).map(({ action_invocation }) => action_invocation),
  ];
  for (const { config_values, config_sensitive } of invocations) collect(config_values, config_sensitive);
  for (const { before, after, before_sensitive, after_sensitive } of Object.values(plan.output_changes ?? {})) {
    // In an output, even the keys are data, and may be secret.
    maskedLeaves(before, before_sensitive, add, false);
    maskedLeaves(after, after_sensitive, add, false);
  }
  collectState(plan.planned_values);
  collectState(plan.prior_state?.values);
  collectVariables(plan.configuration?.root_module, (name) => plan.variables?.[name]?.value);
  return secrets;
}

import { type ActionInvocation, isObject } from './terraform-plan';

/** An action that a provider runs while Terraform applies a plan. It contains only values that may be shown. */
export interface PlannedAction {
  readonly address: string;

  /**
   * The event that triggers the action: `after create of azuread_application.app`. Undefined if the action was
   * requested with `-invoke`.
   */
  readonly trigger: string | undefined;

  /** Names of the action's arguments. */
  readonly arguments: readonly string[];
}

/** Describes an action without its secrets. @param show returns the part of a string that may be shown. */
export function plannedAction(
  { address, config_values: values, config_unknown: unknown, lifecycle_action_trigger: trigger }: ActionInvocation,
  show: (text: string) => string,
): PlannedAction {
  const names = [values, unknown].flatMap((part) => (isObject(part) ? Object.keys(part) : []));
  const { triggering_resource_address: resource, action_trigger_event: event = '' } = trigger ?? {};
  const moment = event.replace(/(?<=[a-z])(?=[A-Z])/g, ' ').toLowerCase();
  return {
    address: show(address),
    trigger: resource === undefined ? undefined : show(`${moment} of ${resource}`.trim()),
    arguments: [...new Set(names)].map(show).sort(),
  };
}

import type { Check, TerraformPlan } from './terraform-plan';

/** Problems that prevent Terraform from applying a plan as it is. They contain only text that may be shown. */
export interface Troubles {
  /** Whether Terraform stopped with an error. */
  readonly failed: boolean;

  /** Whether Terraform says that another plan is needed after this one. */
  readonly incomplete: boolean;

  readonly putOff: readonly PutOff[];
  readonly failedChecks: readonly FailedCheck[];
}

/** A change or an action that is deferred to a later plan. */
export interface PutOff {
  readonly address: string;

  /**
   * Planned actions on the resource, such as `update` or `delete, create`. For an action of a provider, the word
   * `action`.
   */
  readonly happening: string;

  readonly because: string | undefined;
}

export interface FailedCheck {
  readonly address: string;

  /** Messages that the configuration defines for the check. Empty if the check could not be evaluated. */
  readonly messages: readonly string[];
}

/** Finds the problems in a plan. @param show returns the part of a string that may be shown. */
export function troublesOf(document: TerraformPlan, show: (text: string) => string): Troubles {
  const { errored, complete, checks = [], deferred_changes = [], deferred_action_invocations = [] } = document;
  const putOff = (address: string, happening: string, reason = ''): PutOff => ({
    address: show(address),
    happening,
    because: REASONS[reason],
  });
  return {
    failed: errored === true,
    incomplete: complete === false,
    putOff: [
      ...deferred_changes.map(({ reason, resource_change: { address, change } }) =>
        putOff(address, change.actions.join(', '), reason),
      ),
      ...deferred_action_invocations.map(({ reason, action_invocation: { address } }) =>
        putOff(address, 'action', reason),
      ),
    ],
    failedChecks: checks
      .filter(({ status }) => status === 'fail' || status === 'error')
      .map((check) => ({
        address: show(check.address?.to_display ?? 'a check'),
        messages: messagesOf(check).map(show),
      })),
  };
}

function messagesOf({ instances = [] }: Check): string[] {
  const messages = instances.flatMap(({ problems = [] }) => problems.flatMap(({ message }) => message?.trim() ?? []));
  return [...new Set(messages)].filter((message) => message !== '');
}

const REASONS: Readonly<Record<string, string>> = {
  instance_count_unknown: 'the number of its instances is not known yet',
  resource_config_unknown: 'a value in its configuration is not known yet',
  provider_config_unknown: 'the configuration of its provider is not known yet',
  absent_prereq: 'something that it needs does not exist yet',
  deferred_prereq: 'something that it needs is deferred as well',
};

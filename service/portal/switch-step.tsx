import type { VNode } from 'preact';

import { FormToken } from '../pages/form-token';

import type { Account } from './account';
import { SCIM_SWITCH_PATH } from './portal-frame';
import { Step, type StepState } from './step';

interface SwitchStepProps {
  readonly account: Account;
  readonly state: StepState;
  readonly formToken: string;
}

/** The step for switching SCIM on or off. If the tenant is managed in files, the step only shows whether SCIM is on. */
export function SwitchStep({ account: { tenant }, state, formToken }: SwitchStepProps): VNode {
  const { scimEnabled, managedBy } = tenant;
  return (
    <Step id="enable" title="Enable SCIM provisioning" state={state}>
      <p>
        SCIM is how Microsoft Entra ID tells this account who may use it: it creates people here, keeps their names and
        roles up to date, and deactivates those who leave.
      </p>
      {managedBy === 'files' ? (
        <p>It is {scimEnabled ? 'on' : 'off'}. The operators of the service decide it.</p>
      ) : scimEnabled ? (
        <details>
          <summary>Switch off…</summary>
          <p>
            Nobody loses access by it. But requests of Entra are refused from then on, and people who leave stay active
            until you switch it on again.
          </p>
          <SwitchForm enabled={false} formToken={formToken} />
        </details>
      ) : (
        <SwitchForm enabled formToken={formToken} />
      )}
    </Step>
  );
}

function SwitchForm({ enabled, formToken }: { readonly enabled: boolean; readonly formToken: string }) {
  return (
    <form method="post" action={SCIM_SWITCH_PATH}>
      <FormToken token={formToken} />
      <input type="hidden" name="enabled" value={String(enabled)} />
      <button class={enabled ? 'primary' : ''} type="submit">
        {enabled ? 'Enable SCIM provisioning' : 'Switch SCIM provisioning off'}
      </button>
    </form>
  );
}

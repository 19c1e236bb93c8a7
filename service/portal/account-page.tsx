import type { VNode } from 'preact';

import { includesScim, planName, PLANS_WITH_SCIM } from '../../account/plan';
import { Judged } from '../pages/judgement';

import { type Account, isValid } from './account';
import { stateOf } from './account-state';
import { ApplicationStep, AsCode, MappingsStep, RolesStep, StartStep, TestStep } from './guide';
import { PortalFrame } from './portal-frame';
import type { StepState } from './step';
import { SwitchStep } from './switch-step';
import { type TokenOutcome, TokenStep } from './token-step';

interface AccountPageProps {
  readonly account: Account;
  readonly formToken: string;
  readonly outcome?: TokenOutcome;
}

/** The portal's page about an account: the state of provisioning, the next step, and all steps. */
export function AccountPage({ account, formToken, outcome }: AccountPageProps): VNode {
  const { tenant } = account;
  return (
    <PortalFrame
      title="User provisioning"
      lead={`Microsoft Entra ID decides who may use the account ${tenant.slug}, and with which role.`}
      session={{ tenant: tenant.slug, formToken }}
    >
      <State account={account} />
      {tenant.managedBy === 'files' && (
        <div class="note">
          <strong>The operators of the service manage this account in a file.</strong>
          <p>
            <code>{`config/tenants/${tenant.slug}.yaml`}</code> decides about the switch, the tokens, the roles and the
            application in Entra. This page shows how it is going; ask the operators to change it.
          </p>
        </div>
      )}
      {includesScim(tenant.plan) ? (
        <Steps account={account} formToken={formToken} outcome={outcome ?? {}} />
      ) : (
        <PlanGate plan={tenant.plan} />
      )}
    </PortalFrame>
  );
}

/**
 * The state of provisioning. While the page is open, the state is updated together with the list of received requests.
 */
function State({ account }: { readonly account: Account }) {
  const { severity, words, next } = stateOf(account);
  return (
    <p id="state" class="lead" aria-live="polite">
      <Judged severity={severity}>{words}.</Judged>{' '}
      {next && account.tenant.managedBy === 'portal' && (
        <>
          Next: <a href={next.href}>{next.words}</a>.
        </>
      )}
    </p>
  );
}

function PlanGate({ plan }: { readonly plan: string }) {
  return (
    <div class="note note-warn">
      <strong>
        User provisioning is part of the plans {PLANS_WITH_SCIM.map(planName).join(' and ')}; this account is on{' '}
        {planName(plan)}.
      </strong>
      <p>Upgrade the plan in the billing settings of the account, or ask your contact. Then come back to this page.</p>
    </div>
  );
}

function Steps({ account, formToken, outcome }: Required<AccountPageProps>) {
  const { tenant, tokens, calls, changes, now } = account;
  const valid = tokens.filter((token) => isValid(token, now));
  const hasToken = valid.length > 0;
  const isConnected = valid.some(({ acceptedAt }) => acceptedAt);
  const isUsed = changes.length > 0;
  const isTheirs = tenant.managedBy === 'portal';
  const stateOfStep = (isDone: boolean, isNext: boolean): StepState =>
    isDone ? 'done' : isNext && isTheirs ? 'next' : 'later';
  const test = stateOfStep(isConnected, tenant.scimEnabled && hasToken);
  // The service does not know whether the application exists in Entra until it receives a request from there.
  const application = stateOfStep(calls.last !== undefined, tenant.scimEnabled && !hasToken);
  const later = stateOfStep(isUsed, false);
  return (
    <>
      <ol class="steps">
        <SwitchStep account={account} formToken={formToken} state={stateOfStep(tenant.scimEnabled, true)} />
        <ApplicationStep state={application} />
        <TokenStep account={account} formToken={formToken} state={stateOfStep(hasToken, false)} {...outcome} />
        <TestStep account={account} state={test} />
        <RolesStep account={account} state={stateOfStep(isUsed, isConnected)} />
        <MappingsStep state={later} />
        <StartStep state={later} />
      </ol>
      <AsCode account={account} />
    </>
  );
}

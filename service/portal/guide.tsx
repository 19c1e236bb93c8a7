import type { VNode } from 'preact';

import { type AttributeMapping, DEFAULT_MAPPINGS, type MappingTable } from '../../entra/attribute-mapping';
import { Table } from '../pages/table';

import type { Account } from './account';
import { Arrivals } from './arrivals';
import { Copied } from './copied';
import { TENANT_FILE_PATH } from './portal-frame';
import { Step, type StepState } from './step';

/**
 * The default mappings, and the immutable id of each object. With this id, the service can tell a new person from a
 * former one who had the same userName. Without it, the new person would get the former person's role and groups.
 */
const MAPPINGS: MappingTable = {
  users: [...DEFAULT_MAPPINGS.users, { target: 'externalId', source: '[objectId]' }],
  groups: [...DEFAULT_MAPPINGS.groups, { target: 'externalId', source: '[objectId]' }],
};

const ROLE = 'roles[primary eq "True"].value';

interface GuideStepProps {
  readonly account: Account;
  readonly state: StepState;
}

export function ApplicationStep({ state }: Pick<GuideStepProps, 'state'>): VNode {
  return (
    <Step id="application" title="Create the application in Entra" state={state}>
      <ol>
        <li>
          Open the{' '}
          <a href="https://entra.microsoft.com" target="_blank" rel="noreferrer">
            Microsoft Entra admin center
          </a>{' '}
          in another tab, as an Application Administrator.
        </li>
        <li>
          Choose <b>Entra ID › Enterprise apps › New application › Create your own application</b>.
        </li>
        <li>
          Give it a name that your people will recognize, choose{' '}
          <b>Integrate any other application you don't find in the gallery (Non-gallery)</b>, and <b>Create</b>.
        </li>
        <li>
          In the application, choose <b>Provisioning › New configuration</b>. If it asks for a mode, choose{' '}
          <b>Automatic</b>. Leave the page open.
        </li>
      </ol>
    </Step>
  );
}

export function TestStep({ account, state }: GuideStepProps): VNode {
  return (
    <Step id="test" title="Connect Entra, and test the connection" state={state}>
      <ol>
        <li>
          Paste the <b>Tenant URL</b>: <Copied id="tenant-url" text={account.tenantUrl} what="tenant URL" />
        </li>
        <li>
          Paste the token as <b>Secret token</b>.
        </li>
        <li>
          Choose <b>Test connection</b>. What Entra sends shows here:
          <Arrivals account={account} />
        </li>
        <li>
          Choose <b>Create</b> or <b>Save</b>.
        </li>
      </ol>
    </Step>
  );
}

export function RolesStep({ account: { tenant }, state }: GuideStepProps): VNode {
  return (
    <Step id="roles" title="Add the roles" state={state}>
      <p>
        In Entra, choose <b>App registrations › All applications</b>, the application's name, then{' '}
        <b>App roles › Create app role</b>. Make one for each role that your people need, for <b>Users/Groups</b>,
        spelled as here. The form also demands a description; anything will do.
      </p>
      <Table columns={['Display name', 'Value']}>
        {tenant.roles.catalogue.map(({ value, displayName }, index) => (
          <tr key={value}>
            <td data-label="Display name">
              <Copied id={`role-name-${index}`} text={displayName} what={`display name ${displayName}`} />
            </td>
            <td data-label="Value">
              <Copied id={`role-value-${index}`} text={value} what={`value ${value}`} />
            </td>
          </tr>
        ))}
      </Table>
    </Step>
  );
}

export function MappingsStep({ state }: Pick<GuideStepProps, 'state'>): VNode {
  return (
    <Step id="mappings" title="Set the attribute mappings" state={state}>
      <p>
        In the application, choose <b>Provisioning › Attribute mapping</b>. Both lists below are complete: keep or add
        these, and delete the others.
      </p>
      <h3>Provision Microsoft Entra ID Users</h3>
      <Mappings of="users" mappings={MAPPINGS.users} />
      <p class="muted">
        If the list of target attributes lacks <code>{ROLE}</code>: tick <b>Show advanced options</b>, choose{' '}
        <b>Edit attribute list</b>, and add that name with the type <b>String</b>.
      </p>
      <h3>Provision Microsoft Entra ID Groups</h3>
      <Mappings of="groups" mappings={MAPPINGS.groups} />
    </Step>
  );
}

function Mappings({ of, mappings }: { readonly of: string; readonly mappings: readonly AttributeMapping[] }) {
  return (
    <Table columns={['Target attribute', 'Mapping type', 'Source attribute or expression', 'Match objects']}>
      {mappings.map(({ target, source, matching }, index) => {
        const [, attribute] = /^\[(\w+)\]$/.exec(source) ?? [];
        return (
          <tr key={target}>
            <td data-label="Target attribute">
              <Copied id={`target-${of}-${index}`} text={target} what={`target attribute ${target}`} />
            </td>
            <td data-label="Mapping type">{attribute === undefined ? 'Expression' : 'Direct'}</td>
            <td data-label="Source">
              <Copied id={`source-${of}-${index}`} text={attribute ?? source} what={`source of ${target}`} />
            </td>
            <td data-label="Match objects">
              {matching === undefined ? 'No' : `Yes,\u00a0precedence\u00a0${matching}`}
            </td>
          </tr>
        );
      })}
    </Table>
  );
}

export function StartStep({ state }: Pick<GuideStepProps, 'state'>): VNode {
  return (
    <Step id="start" title="Assign people, and start" state={state}>
      <ol>
        <li>
          In the application, choose <b>Users and groups › Add user/group</b>, and give each person or group one of the
          roles. Groups need the license Microsoft Entra ID P1; without it, assign people one by one.
        </li>
        <li>
          Try it with one person: <b>Provisioning › Provision on demand</b>. The person shows above, where the
          connection was tested.
        </li>
        <li>
          Choose <b>Provisioning › Start provisioning</b>. Entra begins at once, and from then on looks for changes
          every 40 minutes.
        </li>
      </ol>
    </Step>
  );
}

/** The section of the guide for admins who manage their directory as code. */
export function AsCode({ account: { tenant } }: Pick<GuideStepProps, 'account'>): VNode {
  return (
    <details>
      <summary>Your directory is kept as code?</summary>
      <p>
        Instead of the steps in Entra, deploy the application, its roles, assignments and provisioning with{' '}
        <code>entra-scim</code>. The file holds this account's values; the token stays a variable.
      </p>
      <p>
        <a class="button" href={TENANT_FILE_PATH} download>
          Download {tenant.slug}.yaml
        </a>
      </p>
    </details>
  );
}

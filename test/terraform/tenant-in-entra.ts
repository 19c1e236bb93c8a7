import { objectMappingOf } from '../../programs/sync/schema/object-type';
import type { DirectoryObject, ServicePrincipal } from '../support/graph/directory';
import type { Job } from '../support/graph/provisioning';

import type { Stage } from './stage';

/** The service principal of the tenant's application. */
export function principal({ graph }: Stage): ServicePrincipal | undefined {
  return [...graph.directory.servicePrincipals.values()][0];
}

export function job(stage: Stage): Job | undefined {
  return [...(principal(stage)?.provisioning.jobs.values() ?? [])][0];
}

export function role(stage: Stage, value: string): { isEnabled: boolean } | undefined {
  const roles = (principal(stage)?.properties['appRoles'] ?? []) as { value: string; isEnabled: boolean }[];
  return roles.find((one) => one.value === value);
}

/** Attributes of SCIM users that Entra sends. */
export function targets(stage: Stage): ReadonlySet<string> {
  const schema = job(stage)?.schema;
  const mapping = schema && objectMappingOf(schema, 'users');
  return new Set(mapping?.attributeMappings.map(({ targetAttributeName }) => targetAttributeName));
}

const REPLY_URL = 'https://harbor.example/saml/acs';
const ENTITY_ID = 'https://harbor.example/saml';

/** Sets up SAML, as an admin does in the portal. */
export function setUpSignOn(stage: Stage): void {
  Object.assign(application(stage)?.properties ?? {}, {
    identifierUris: [ENTITY_ID],
    web: { redirectUris: [REPLY_URL], implicitGrantSettings: {} },
  });
  Object.assign(principal(stage)?.properties ?? {}, { preferredSingleSignOnMode: 'saml', loginUrl: ENTITY_ID });
}

/** Whether the SAML settings are unchanged. */
export function signsOn(stage: Stage): boolean {
  const { identifierUris, web } = (application(stage)?.properties ?? {}) as SignOnSettings;
  const { preferredSingleSignOnMode, loginUrl } = principal(stage)?.properties ?? {};
  return (
    identifierUris?.includes(ENTITY_ID) === true &&
    web?.redirectUris?.includes(REPLY_URL) === true &&
    preferredSingleSignOnMode === 'saml' &&
    loginUrl === ENTITY_ID
  );
}

interface SignOnSettings {
  readonly identifierUris?: readonly string[];
  readonly web?: { readonly redirectUris?: readonly string[] };
}

function application({ graph }: Stage): DirectoryObject | undefined {
  return [...graph.directory.applications.values()][0];
}

/** Enters an address for failure mails, as an admin does in the portal. Entra stores it with the credentials. */
export function storeNotificationSettings(stage: Stage): void {
  principal(stage)?.provisioning.saveSecrets([
    { key: 'SyncNotificationSettings', value: '{"Enabled":true,"Recipients":"ann@harbor.example"}' },
  ]);
}

export function isGone({ graph: { directory } }: Stage): boolean {
  return directory.applications.size + directory.servicePrincipals.size === 0;
}

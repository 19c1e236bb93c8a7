import type { AllowList } from '../masking/allow-list';
import type { Consequence } from '../meaning/consequence';
import { GENERAL } from '../meaning/general';
import type { Resource } from '../meaning/resource';

import { ADMINISTRATIVE_UNIT } from './administrative-unit';
import { APPLICATION_CREDENTIAL } from './application-credential';
import { AZURE_GRANT } from './azure-grant';
import { CONDITIONAL_ACCESS } from './conditional-access';
import { CONTAINER_APP } from './container-app';
import { DEPLOYMENT_STEP } from './deployment-step';
import { DIRECTORY_RIGHT } from './directory-right';
import { DOMAIN } from './domain';
import { ENTERPRISE_APPLICATION } from './enterprise-application';
import { GROUP } from './group';
import { KEY_VAULT } from './key-vault';
import { MANAGEMENT_LOCK } from './management-lock';
import { MONITORING } from './monitoring';
import { NETWORK } from './network';
import { POSTGRES_CLUSTER } from './postgres-cluster';
import { POSTGRES_SERVER } from './postgres-server';
import { RESOURCE_GROUP } from './resource-group';
import { ROLE_ASSIGNMENT } from './role-assignment';
import { SIGNED_IN_IDENTITY } from './signed-in-identity';
import { SYNCHRONIZATION_JOB } from './synchronization-job';
import { SYNCHRONIZATION_SECRET } from './synchronization-secret';
import { TENANT } from './tenant';
import { TOKEN } from './token';
import { USER } from './user';

const NOUNS = [
  TENANT,
  ENTERPRISE_APPLICATION,
  APPLICATION_CREDENTIAL,
  ROLE_ASSIGNMENT,
  SYNCHRONIZATION_JOB,
  SYNCHRONIZATION_SECRET,
  DEPLOYMENT_STEP,
  SIGNED_IN_IDENTITY,
  USER,
  GROUP,
  ADMINISTRATIVE_UNIT,
  DIRECTORY_RIGHT,
  CONDITIONAL_ACCESS,
  TOKEN,
  KEY_VAULT,
  POSTGRES_SERVER,
  POSTGRES_CLUSTER,
  CONTAINER_APP,
  DOMAIN,
  NETWORK,
  AZURE_GRANT,
  MANAGEMENT_LOCK,
  MONITORING,
  RESOURCE_GROUP,
] as const;

type KeyOf<Table> = Table extends unknown ? keyof Table : never;

/** A kind of change, such as `assignment-destroyed`. */
export type Kind = KeyOf<(typeof NOUNS)[number]['consequences']> | keyof typeof GENERAL;

/** The consequence of each kind of change. */
export const CONSEQUENCES = Object.fromEntries(
  [{ consequences: GENERAL }, ...NOUNS].flatMap(({ consequences }) => Object.entries(consequences)),
) as Readonly<Record<Kind, Consequence>>;

/** The description of each resource type, for use in reviews. */
export const RESOURCES = new Map<string, Resource<Kind>>(
  NOUNS.flatMap(({ types }) => Object.entries<Resource<Kind>>(types)),
);

/**
 * Whether the tags of a resource type are shown. They are shown for all Azure resources except vault secrets, because
 * somebody might write a secret into the tags of a vault secret.
 */
const tagged = (type: string) => type.startsWith('azurerm_') && type !== 'azurerm_key_vault_secret';

/** The attributes of each resource type that a review may read. */
export const ALLOW_LIST: AllowList = new Map(
  [...RESOURCES].map(([type, { shown, read = [], masks }]) => {
    const [open, closed] = [[...shown, ...(tagged(type) ? ['tags'] : [])], read].map((entries) => [
      ...new Set(entries.map((entry) => (typeof entry === 'string' ? entry : entry.path))),
    ]) as [string[], string[]];
    return [type, { shown: open, readable: new Set([...open, ...closed]), masks }];
  }),
);

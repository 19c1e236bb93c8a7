import { isDemoToken } from './demo-token';
import type { RefusedRequest } from './history';
import { isPortalTokenId } from './portal-account';

type Refusal = Pick<RefusedRequest, 'route' | 'scimType' | 'status'>;

/**
 * Describes what an operator can do about a refused request. The id of the token shows who manages the tenant: if it is
 * the account's admin in the portal, the operator has to ask the admin; nobody manages the demo tenant, so its remedies
 * are for the developer who tries the service out.
 *
 * @param tenant slug of the tenant.
 */
export function remedyOf(refusal: Pick<RefusedRequest, 'tokenId'> & Refusal, tenant: string): string {
  const { tokenId } = refusal;
  if (tokenId !== null && isDemoToken(tokenId))
    return find(refusal, OF_DEVELOPER) ?? find(refusal, ofOperator(tenant)) ?? OF_CLIENT;
  if (tokenId === null || !isPortalTokenId(tokenId)) return find(refusal, ofOperator(tenant)) ?? OF_CLIENT;
  const ofAdmin = find(refusal, OF_ADMIN);
  return ofAdmin === undefined
    ? (find(refusal, ofOperator(tenant)) ?? OF_CLIENT)
    : `ask the account's admin to ${ofAdmin}`;
}

/**
 * Describes what the admin of an account can do about a refused request. The admin has access to Entra and the portal,
 * but to nothing else.
 */
export function adminRemedyOf(refusal: Refusal): string {
  return find(refusal, OF_ADMIN) ?? OF_CLIENT;
}

/** Remedies for refused requests, by the `scimType` of the error or, if the error has none, by its status. */
interface Remedies {
  readonly byType: Readonly<Record<string, string>>;
  readonly byStatus: Readonly<Record<number, string>>;

  /** Remedy for a request about a user or group that does not exist. */
  readonly missing: string;
}

function find({ status, scimType, route }: Refusal, { byType, byStatus, missing }: Remedies): string | undefined {
  if (scimType !== null && scimType in byType) return byType[scimType];
  return status === 404 && route.endsWith('{id}') ? missing : byStatus[status];
}

const OF_CLIENT = 'change what the client sends, as the reason says';

const UNIQUE =
  'rename or delete one of the two objects in Entra that have the same name, also if one was deleted before, then provision the other on demand';

const MISSING =
  'provision the user or group on demand in Entra, or restart provisioning: Entra uses the id of a deleted one';

const WHO = "Entra's provisioning logs name the user or group, at the time of the request";

function ofOperator(tenant: string): Remedies {
  return {
    byType: {
      uniqueness: `${UNIQUE}; ${WHO}`,
      invalidValue: `compare the attribute mapping and the app roles with the configuration: npx entra-scim drift ${tenant}, then npx entra-scim sync ${tenant}; ${WHO}`,
      invalidFilter: 'match by userName, externalId or work e-mail, because the matching attribute cannot be searched',
      invalidPath: `correct the mapping that names an attribute that does not exist here: npx entra-scim drift ${tenant}`,
      mutability: 'remove the mapping to the attribute, which may not change, or apply it only at creation',
      tooMany: 'request less at a time, as the reason says',
    },
    missing: `${MISSING}; ${WHO}`,
    byStatus: {
      401: `store the current token in Entra: npx entra-scim sync ${tenant}`,
      403: `see scimEnabled and plan in config/tenants/${tenant}.yaml; if the token may only read, give the client another`,
      404: 'compare the tenant URL in Entra with tenant_url, an output of the stack of the tenant',
      405: 'change the method that the client sends, which this path does not support',
      412: 'have the client read the resource, which has changed meanwhile, and repeat the change',
      413: 'send fewer members at a time',
      415: 'have the client send a body that is JSON',
    },
  };
}

/** Remedies for a developer who sends requests to the demo tenant, or connects an application in Entra to it. */
const OF_DEVELOPER: Remedies = {
  byType: {
    uniqueness: 'choose another name, or change the user or group that has the name already',
    invalidValue:
      'send one of the roles that GET /Schemas lists; in Entra, compare the attribute mapping and the app roles with them',
    invalidPath: 'leave out the attribute, which does not exist here: GET /Schemas lists all that do',
    mutability: 'leave out the attribute, which may not change',
  },
  missing: 'search for the user or group: its id is another one, or it was deleted',
  byStatus: {
    401: 'send the token that the service printed when it started: the token is new at each start',
    403: 'send TOKEN, as the service printed it when it started; READ_TOKEN may only read',
    404: 'compare the URL with the one that the service printed when it started',
  },
};

/** Remedies for an admin. The step numbers are those on the page in the portal. */
const OF_ADMIN: Remedies = {
  byType: {
    uniqueness: `${UNIQUE}; ${WHO}`,
    invalidValue: `compare the app roles and the attribute mappings in Entra with steps 5 and 6 of the page User provisioning; ${WHO}`,
    invalidFilter: 'set the matching attribute to userName, as in step 6 of the page User provisioning',
    invalidPath:
      'delete the mapping that names an attribute that does not exist here: step 6 of the page User provisioning lists all that do',
    mutability: 'delete the mapping to the attribute, which may not change, or apply it only at creation',
  },
  missing: `${MISSING}; ${WHO}`,
  byStatus: {
    401: 'store a valid token in Entra as Secret token; if none was copied, generate another',
    403: 'enable SCIM provisioning on the page User provisioning, where it was switched off, or upgrade the plan',
    404: 'compare the tenant URL in Entra with step 4 of the page User provisioning',
  },
};

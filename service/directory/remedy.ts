import type { RefusedRequest } from './history';

/** The remedy for a refused request, which history shows next to the detail of the error. */
export function remedyOf({ status, scimType, route }: Pick<RefusedRequest, 'route' | 'scimType' | 'status'>): string {
  if (scimType !== null && scimType in BY_TYPE) return BY_TYPE[scimType] ?? '';
  if (status === 404 && route.endsWith('{id}')) {
    return route.startsWith('GET')
      ? 'none: the client requested a deleted resource'
      : 'the client uses the id of a deleted resource: in Entra, provision the user or group on demand, or restart provisioning';
  }
  return BY_STATUS[status] ?? 'the detail says what to send instead';
}

const BY_TYPE: Readonly<Record<string, string>> = {
  uniqueness:
    'two objects in Entra have the same name, or a deleted object still has it: rename or delete one, then provision the other on demand',
  invalidValue:
    'compare the attribute mapping and the app roles with the configuration: npx entra-scim drift <tenant>, then npx entra-scim sync <tenant>',
  invalidFilter: 'the matching attribute cannot be searched: match by userName, externalId or work e-mail',
  invalidPath: 'the mapping names an attribute that does not exist here: npx entra-scim drift <tenant>',
  mutability: 'the mapping writes an attribute that may not change: remove the mapping, or apply it only at creation',
  tooMany: 'request less at a time, as the detail says',
};

const BY_STATUS: Readonly<Record<number, string>> = {
  401: 'the token is unknown or has expired: npx entra-scim sync <tenant> stores the current one',
  403: 'SCIM is switched off, the plan does not include it, or the token may only read: see the tenant in the configuration',
  404: 'the URL is wrong: compare the tenant URL in Entra with tenant_url, an output of the stack of the tenant',
  405: 'the client sends a method that this path does not support',
  412: 'the resource has changed meanwhile: the client must read it again and repeat the change',
  413: 'the body is too large: send fewer members at a time',
  415: 'the client sends a body that is not JSON',
};

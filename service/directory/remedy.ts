import type { RefusedRequest } from './history';

/** What to do about a refused request, beyond what its detail says: for somebody who reads it in history. */
export function remedyOf({ status, scimType, route }: Pick<RefusedRequest, 'route' | 'scimType' | 'status'>): string {
  if (scimType !== null && scimType in BY_TYPE) return BY_TYPE[scimType] ?? '';
  if (status === 404 && route.endsWith('{id}')) {
    return route.startsWith('GET')
      ? 'none: the client asked for what is deleted'
      : 'the client holds an id of something that is gone: in Entra, provision the user or group on demand, or restart provisioning';
  }
  return BY_STATUS[status] ?? 'the detail says what to send instead';
}

const BY_TYPE: Readonly<Record<string, string>> = {
  uniqueness:
    'two objects in Entra claim one name, or a deleted one still has it: rename or delete one, then provision the other on demand',
  invalidValue:
    'compare the attribute mapping and the app roles with the configuration: npx entra-scim drift <tenant>, then npx entra-scim sync <tenant>',
  invalidFilter: 'the matching attribute cannot be searched: match by userName, externalId or work e-mail',
  invalidPath: 'the mapping names an attribute that does not exist here: npx entra-scim drift <tenant>',
  mutability: 'the mapping writes an attribute that may not change: take it out, or map it for creation only',
  tooMany: 'ask for less at a time, as the detail says',
};

const BY_STATUS: Readonly<Record<number, string>> = {
  401: 'the token is unknown or has expired: npx entra-scim sync <tenant> stores the current one',
  403: 'SCIM is switched off, the plan does not include it, or the token may only read: see the tenant in the configuration',
  404: 'the URL is wrong: compare the tenant URL in Entra with tenant_url, an output of the stack of the tenant',
  405: 'the client sends a method that this path does not have',
  412: 'the resource has changed meanwhile: the client reads it again and repeats the change',
  413: 'the body is too large: send fewer members at a time',
  415: 'the client sends a body that is not JSON',
};

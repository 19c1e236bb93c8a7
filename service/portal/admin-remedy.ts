import type { RefusedRequest } from '../directory/history';
import { remedyOf } from '../directory/remedy';

/** The remedy for a refused request, in words for an admin who has access to Entra but not to the service. */
export function adminRemedyOf(refusal: Pick<RefusedRequest, 'route' | 'scimType' | 'status'>): string {
  const { scimType, status } = refusal;
  return BY_TYPE[scimType ?? ''] ?? (scimType === null ? BY_STATUS[status] : undefined) ?? remedyOf(refusal);
}

const BY_TYPE: Readonly<Record<string, string>> = {
  invalidValue: 'compare the app roles and the attribute mappings in Entra with the two tables below',
  invalidPath: 'a mapping names an attribute that does not exist here: compare the mappings with the table below',
};

const BY_STATUS: Readonly<Record<number, string>> = {
  401: 'the token has expired: generate another one, and paste it in Entra',
  403: 'SCIM provisioning is switched off: enable it at the top of this page',
  404: 'compare the tenant URL in Entra with the one above',
};

import type { RefusedRequest } from '../../service/directory/history';
import { REFUSAL_COLUMNS } from '../../service/directory/history-columns';
import { remedyOf } from '../../service/directory/remedy';

import type { Rendered } from './format';
import { localTime } from './time';

/** Prepares a tenant's refused requests for printing, the earliest first. Each request is listed with a remedy. */
export function refusalList(
  refusals: readonly RefusedRequest[],
  tenant: string,
): Rendered<RefusedRequest & { remedy: string }> {
  return {
    items: refusals.map((refusal) => ({ ...refusal, remedy: remedyOf(refusal, tenant) })),
    table: [
      { title: 'time', cell: ({ at }) => localTime(at) },
      { title: 'request', cell: ({ route, resourceId }) => route.replace('{id}', resourceId ?? '{id}') },
      { title: 'status', cell: ({ status, scimType }) => `${status} ${scimType ?? ''}`.trim() },
      { title: 'why', cell: ({ detail }) => detail, width: 48 },
      { title: 'what to do', cell: ({ remedy }) => remedy, width: 48 },
      { title: 'token', cell: ({ tokenId }) => tokenId ?? '' },
      { title: 'request id', cell: ({ requestId }) => requestId },
    ],
    csv: REFUSAL_COLUMNS,
  };
}

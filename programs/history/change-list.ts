import { describeChange } from '../../service/directory/described-change';
import type { HistoryEntry } from '../../service/directory/history';

import type { Rendered } from './format';
import { localTime } from './time';

/** A list of changes for printing, the earliest first. */
export function changeList(items: readonly HistoryEntry[]): Rendered<HistoryEntry> {
  return {
    items,
    table: [
      { title: 'time', cell: ({ at }) => localTime(at) },
      { title: 'whom', cell: ({ type, name, id }) => `${type} ${name ?? id}` },
      { title: 'what', cell: describeChange },
      { title: 'token', cell: ({ tokenId }) => tokenId },
      { title: 'request', cell: ({ requestId }) => requestId },
    ],
    csv: [
      { title: 'at', cell: ({ at }) => at.toISOString() },
      { title: 'type', cell: ({ type }) => type },
      { title: 'id', cell: ({ id }) => id },
      { title: 'name', cell: ({ name }) => name ?? '' },
      { title: 'externalId', cell: ({ externalId }) => externalId ?? '' },
      { title: 'action', cell: ({ action }) => action },
      { title: 'what', cell: describeChange },
      { title: 'roleBefore', cell: ({ changes: { role } }) => role?.before ?? '' },
      { title: 'roleAfter', cell: ({ changes: { role } }) => role?.after ?? '' },
      { title: 'activeBefore', cell: ({ changes: { active } }) => String(active?.before ?? '') },
      { title: 'activeAfter', cell: ({ changes: { active } }) => String(active?.after ?? '') },
      { title: 'group', cell: ({ group }) => group?.name ?? '' },
      { title: 'groupId', cell: ({ group }) => group?.id ?? '' },
      { title: 'tokenId', cell: ({ tokenId }) => tokenId },
      { title: 'requestId', cell: ({ requestId }) => requestId },
    ],
  };
}

import { describeChange } from '../../service/directory/described-change';
import type { HistoryEntry } from '../../service/directory/history';
import { CHANGE_COLUMNS } from '../../service/directory/history-columns';

import type { Rendered } from './format';
import { localTime } from './time';

/** Prepares a list of changes for printing, the earliest first. */
export function changeList(items: readonly HistoryEntry[]): Rendered<HistoryEntry> {
  return {
    items,
    table: [
      { title: 'time', cell: ({ at }) => localTime(at) },
      { title: 'whom', cell: ({ type, name, id }) => `${type} ${name ?? id}` },
      { title: 'what', cell: describeChange },
      { title: 'token', cell: ({ tokenId }) => tokenId },
      { title: 'request id', cell: ({ requestId }) => requestId },
    ],
    csv: CHANGE_COLUMNS,
  };
}

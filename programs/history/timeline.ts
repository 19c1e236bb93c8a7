import { describeChange } from '../../service/directory/described-change';
import type { HistoryEntry } from '../../service/directory/history';
import { CHANGE_COLUMNS } from '../../service/directory/history-columns';

import type { Rendered } from './format';
import type { EntraEntry } from './provisioning-log';
import { localTime } from './time';

/** A line of the timeline: a change in the service's history, or an entry of Entra's log. */
export type TimelineEntry = (EntraEntry & { readonly of: 'entra' }) | (HistoryEntry & { readonly of: 'service' });

/** Merges changes in the service with entries of Entra's provisioning log, in chronological order. */
export function timeline(changes: readonly HistoryEntry[], entries: readonly EntraEntry[]): Rendered<TimelineEntry> {
  const items: TimelineEntry[] = [
    ...changes.map((change) => ({ ...change, of: 'service' as const })),
    ...entries.map((entry) => ({ ...entry, of: 'entra' as const })),
  ].sort((one, other) => one.at.getTime() - other.at.getTime());
  return {
    items,
    table: [
      { title: 'time', cell: ({ at }) => localTime(at) },
      { title: 'of', cell: ({ of }) => of },
      { title: 'whom', cell: whomOf, width: 34 },
      { title: 'what', cell: whatOf, width: 52 },
      { title: 'who', cell: (item) => (item.of === 'entra' ? item.initiator : item.tokenId), width: 20 },
      { title: 'request or change', cell: (item) => (item.of === 'entra' ? item.changeId : item.requestId) },
    ],
    csv: [
      { title: 'of', cell: ({ of }) => of },
      ...CHANGE_COLUMNS.map(({ title, cell }) => ({
        title,
        cell: (item: TimelineEntry) => (item.of === 'service' ? cell(item) : (cellsOf(item)[title] ?? '')),
      })),
    ],
  };
}

/**
 * Selects Entra's log entries about certain users or groups. An entry is selected if its target has one of the ids, or
 * if its source or its target has the name.
 */
export function about(entries: readonly EntraEntry[], ids: readonly string[], name: string): EntraEntry[] {
  const isName = (text: string) => text.toLowerCase() === name.toLowerCase();
  return entries.filter(({ source, target }) => ids.includes(target.id) || isName(source.name) || isName(target.name));
}

function whomOf(item: TimelineEntry): string {
  if (item.of === 'service') return `${item.type} ${item.name ?? item.id}`;
  const { type, name, id } = item.source;
  return `${type} ${name || id}`.trim();
}

function whatOf(item: TimelineEntry): string {
  if (item.of === 'service') return describeChange(item);
  const { action, status, reason, attributes } = item;
  const names = attributes.length === 0 ? '' : ` ${attributes.join(', ')}`;
  return `${action}${names}: ${status}${reason === undefined ? '' : ` (${reason})`}`;
}

/** The cells of an entry from Entra, by column title. The columns are the same as for changes in the service. */
function cellsOf(item: EntraEntry & { readonly of: 'entra' }): Readonly<Record<string, string>> {
  return {
    at: item.at.toISOString(),
    type: item.source.type,
    id: item.target.id,
    name: item.source.name,
    externalId: item.source.id,
    action: item.action,
    what: whatOf(item),
    tokenId: item.initiator,
    requestId: item.changeId,
  };
}

import type { Attributes, Resource } from '../../scim/resource';
import { foldCase } from '../../scim/text';
import { type ResourceRow, toResource } from '../search/resource-row';
import type { LogEntry } from '../statements/provisioning-log';

/** A group's row as read from the database. */
export interface GroupRow extends ResourceRow {
  readonly display_name: string;
}

/** A group's row as it will be written, with its entry for the provisioning log. */
export interface GroupToWrite extends LogEntry {
  readonly displayName: string;
  readonly displayNameKey: string;
  readonly externalId: string | null;
  readonly attributes: Attributes;
  readonly version: number;
  readonly created: string;
  readonly lastModified: string;
}

/** Converts a group to values for the columns of its row. */
export function toRow({
  id,
  attributes,
  version,
  created,
  lastModified,
}: Resource): Omit<GroupToWrite, Exclude<keyof LogEntry, 'externalId' | 'id' | 'version'>> {
  const { displayName, externalId, ...rest } = attributes;
  return {
    id,
    displayName: String(displayName),
    displayNameKey: foldCase(String(displayName)),
    externalId: typeof externalId === 'string' ? externalId : null,
    attributes: rest,
    version,
    created: created.toISOString(),
    lastModified: lastModified.toISOString(),
  };
}

export function toGroup(row: GroupRow): Resource {
  return toResource(row, { displayName: row.display_name });
}

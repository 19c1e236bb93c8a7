import type { Attributes, Resource } from '../../scim/resource';

/** The columns that users and groups have in common. */
export interface ResourceRow {
  readonly id: string;
  readonly external_id: string | null;

  /** All attributes that have no column of their own. */
  readonly attributes: Attributes;
  readonly version: number;
  readonly created: Date;
  readonly last_modified: Date;
}

/** Builds the resource from a row. `columns` contains the attributes that have a column of their own. */
export function toResource(row: ResourceRow, columns: Attributes): Resource {
  return {
    id: row.id,
    // Uses Object.assign, because an object spread would make V8 give each object its own hidden class, which is
    // slower.
    attributes: Object.assign(row.external_id === null ? {} : { externalId: row.external_id }, columns, row.attributes),
    version: row.version,
    created: row.created,
    lastModified: row.last_modified,
  };
}

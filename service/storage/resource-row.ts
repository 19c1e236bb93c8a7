import type { Attributes, Resource } from '../scim/resource';

/** The columns that users and groups have in common. */
export interface ResourceRow {
  readonly id: string;
  readonly external_id: string | null;

  /** All attributes that have no column. */
  readonly attributes: Attributes;
  readonly version: number;
  readonly created: Date;
  readonly last_modified: Date;
}

/** Builds the resource from a row. `columns` holds the attributes that have columns. */
export function toResource(row: ResourceRow, columns: Attributes): Resource {
  return {
    id: row.id,
    // Object spread would give each object a new shape in V8.
    attributes: Object.assign(row.external_id === null ? {} : { externalId: row.external_id }, columns, row.attributes),
    version: row.version,
    created: row.created,
    lastModified: row.last_modified,
  };
}

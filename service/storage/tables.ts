import { DummyDriver, Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler } from 'kysely';

import type { Related } from '../directory/store';
import type { Attributes, Resource } from '../scim/resource';

/** What rows of users and groups have in common. */
export interface ResourceRow {
  readonly id: string;
  readonly external_id: string | null;

  /** Whatever has no column of its own. */
  readonly attributes: Attributes;
  readonly version: number;
  readonly created: Date;
  readonly last_modified: Date;
}

export interface UserRow extends ResourceRow {
  readonly user_name: string;
  readonly active: boolean;
  readonly changed_by: string;

  /** Null when the user is in no group. Undefined when they were not asked for. */
  readonly groups?: readonly Related[] | null;
}

export interface GroupRow extends ResourceRow {
  readonly display_name: string;
}

/** The resource of a row. Columns that hold attributes are given beside it. */
export function toResource(row: ResourceRow, columns: Attributes): Resource {
  return {
    id: row.id,
    attributes: {
      ...(row.external_id === null ? {} : { externalId: row.external_id }),
      ...columns,
      ...row.attributes,
    },
    version: row.version,
    created: row.created,
    lastModified: row.last_modified,
  };
}

/** Builds statements, and runs none: that is what {@link Database} is for. */
export const sqlBuilder = new Kysely<never>({
  dialect: {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  },
});

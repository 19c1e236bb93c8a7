import {
  DummyDriver,
  type Generated,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
} from 'kysely';

import type { Attributes } from '../scim/resource';

/** The tables as `migrations/` lays them out. */
export interface Tables {
  readonly users: UserRow & Keyed<'user_name_key'>;
  readonly user_emails: { readonly tenant_id: string; readonly email_key: string; readonly user_id: string };
  readonly groups: GroupRow & Keyed<'display_name_key'>;
  readonly members: { readonly tenant_id: string; readonly group_id: string; readonly user_id: string };
  readonly provisioning_log: {
    readonly tenant_id: string;
    readonly id: Generated<string>;
    readonly at: Generated<Date>;
    readonly request_id: string;
    readonly token_id: string;
    readonly action: string;
    readonly resource_type: string;
    readonly resource_id: string;
    readonly attributes: readonly string[];
  };
}

/** What users and groups have in common. */
export interface ResourceRow {
  readonly tenant_id: string;
  readonly id: string;
  readonly external_id: string | null;
  readonly attributes: Attributes;
  readonly version: number;
  readonly created: Date;
  readonly last_modified: Date;
}

export interface UserRow extends ResourceRow {
  readonly user_name: string;
  readonly active: boolean;
}

export interface GroupRow extends ResourceRow {
  readonly display_name: string;
}

/** Columns that are only looked up by, and never read. */
type Keyed<Columns extends string> = Readonly<Record<Columns, string>>;

/** Builds statements, and runs none: that is what {@link Database} is for. */
export const sqlBuilder = new Kysely<Tables>({
  dialect: {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  },
});

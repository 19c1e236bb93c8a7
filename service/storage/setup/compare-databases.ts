import { type ClientBase, type ClientConfig, escapeIdentifier } from 'pg';

import { INSUFFICIENT_PRIVILEGE, isPgError, isUnprepared } from '../pg-error';
import { qualifiedName, SCHEMA } from '../schema';
import { withClient } from '../with-client';

import { type TenantTable, tenantTables } from './tenant-table';

/** A database to compare. */
export interface NamedDatabase {
  /** Name of the database in messages. */
  readonly name: string;
  readonly config: ClientConfig;
}

/** The number of a tenant's rows in one table of one database, and a checksum of all their values. */
interface Content {
  readonly rows: number;
  readonly checksum: string;
}

/** A comparison of one tenant's rows in the same table of two databases. */
export interface ComparedRows {
  readonly table: string;

  /** Empty for the table of migrations, whose rows belong to no tenant. */
  readonly tenant: string;
  readonly from: number;
  readonly to: number;

  /** Whether both databases have the same rows with the same values. */
  readonly same: boolean;
}

/**
 * Compares the rows of two databases by table and tenant. Also compares the times at which the migrations ran, because
 * these determine how far back the history reaches.
 *
 * During the comparison, nothing should write to either database. On a server, where row-level security hides rows even
 * from the owner, the tables stay locked until all rows have been read.
 *
 * @throws {Error} when the two databases have different migrations, or when some rows of a database cannot be read.
 */
export async function compareDatabases(from: NamedDatabase, to: NamedDatabase): Promise<ComparedRows[]> {
  const [one, other] = await Promise.all([contentsOf(from), contentsOf(to)]);
  if (one.migrations.join() !== other.migrations.join()) {
    throw new Error(
      'the two databases are not comparable, since the same migrations did not run in both; run `entra-scim migrate` on each',
    );
  }
  const keys = new Set([...one.contents.keys(), ...other.contents.keys()]);
  return [...keys].map((key) => {
    const [table = '', tenant = ''] = JSON.parse(key) as string[];
    const [a, b] = [one.contents.get(key), other.contents.get(key)];
    return {
      table,
      tenant,
      from: a?.rows ?? 0,
      to: b?.rows ?? 0,
      same: a?.rows === b?.rows && a?.checksum === b?.checksum,
    };
  });
}

/** What a database contains. */
interface Contents {
  readonly migrations: readonly string[];

  /** The rows by table and tenant. Each key is the JSON of these two. */
  readonly contents: ReadonlyMap<string, Content>;
}

function contentsOf({ name, config }: NamedDatabase): Promise<Contents> {
  return withClient(config, readContents).catch((error: unknown) => {
    throw new Error(`'${name}' ${whyUnreadable(error)}`, { cause: error });
  });
}

function whyUnreadable(error: unknown): string {
  if (isUnprepared(error)) return 'does not have the tables of the service; run `entra-scim migrate` on it';
  return isPgError(error, INSUFFICIENT_PRIVILEGE)
    ? 'does not show all rows to this login; sign in as the owner of the tables'
    : 'cannot be read';
}

async function readContents(client: ClientBase): Promise<Contents> {
  await client.query('set row_security = off'); // fail instead of leaving out hidden rows
  await client.query(`set lock_timeout = '10s'`);
  await client.query('begin');
  const { rows: migrations } = await client.query<{ name: string }>(
    `select name from ${SCHEMA}.migrations order by name`,
  );
  const contents = new Map([[JSON.stringify(['migrations', '']), await migrationTimes(client)]]);
  for (const table of await tenantTables(client)) {
    for (const { tenant, ...content } of await contentOf(client, table)) {
      contents.set(JSON.stringify([table.name, tenant]), content);
    }
  }
  await client.query('rollback');
  return { migrations: migrations.map(({ name }) => name), contents };
}

async function migrationTimes(client: ClientBase): Promise<Content> {
  const { rows } = await client.query<Content>(
    `select count(*)::float8 as rows, ${checksumOf(['name', valueOf('at', 'timestamp')])} as checksum
       from ${SCHEMA}.migrations`,
  );
  return rows[0] as Content;
}

async function contentOf(client: ClientBase, { name, isHiddenFromOwner }: TenantTable): Promise<ContentRow[]> {
  const table = qualifiedName(name);
  // This is temporary, because the transaction ends with a rollback.
  if (isHiddenFromOwner) await client.query(`alter table ${table} no force row level security`);
  const { rows: columns } = await client.query<{ name: string; type: string }>(
    `select attname::text as name, format_type(atttypid, null) as type
       from pg_attribute where attrelid = $1::regclass and attnum > 0 and not attisdropped order by attname`,
    [table],
  );
  const values = columns.map((column) => valueOf(escapeIdentifier(column.name), column.type));
  const { rows } = await client.query<ContentRow>(
    `select tenant_id as tenant, count(*)::float8 as rows, ${checksumOf(values)} as checksum
       from ${table} group by tenant_id order by tenant_id`,
  );
  return rows;
}

interface ContentRow extends Content {
  readonly tenant: string;
}

/**
 * A checksum of all rows. It is a sum, because it must not depend on the order of the rows, which differs between
 * databases.
 */
function checksumOf(values: readonly string[]): string {
  return `sum(hashtextextended(array[${values.join(', ')}]::text, 0)::numeric)::text`;
}

/**
 * Converts a column to a string that does not depend on any setting, because the nodes of a cluster may have different
 * time zones, for example.
 */
function valueOf(column: string, type: string): string {
  return type.startsWith('timestamp') ? `extract(epoch from ${column})::text` : `${column}::text`;
}

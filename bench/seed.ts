import { Client } from 'pg';

/** Writes generated users and groups directly into the tables, in a few statements. */
export class Seed {
  readonly #client: Client;

  private constructor(client: Client) {
    this.#client = client;
  }

  /** @param url connection URL for the database's owner. Row-level security does not restrict the owner. */
  static async open(url: string): Promise<Seed> {
    const client = new Client({ connectionString: url });
    await client.connect();
    await client.query('set search_path = scim');
    return new Seed(client);
  }

  /** Writes users `0` to `count - 1`, with the attributes that Entra sends by default. */
  async users(tenant: string, count: number): Promise<void> {
    await this.#client.query(
      `insert into users (tenant_id, id, user_name, user_name_key, external_id, active, attributes, version, created,
                          last_modified, changed_by)
       select $1::text, ('${USER_ID}' || lpad(to_hex(n), 12, '0'))::uuid, 'user' || n || '@' || $1::text,
              'user' || n || '@' || $1::text, 'external-' || n, true,
              jsonb_build_object(
                'displayName', 'User ' || n, 'title', 'Engineer',
                'name', jsonb_build_object('givenName', 'User', 'familyName', n::text),
                'emails', jsonb_build_array(
                  jsonb_build_object('type', 'work', 'primary', true, 'value', 'mail' || n || '@' || $1::text)),
                'roles', jsonb_build_array(jsonb_build_object('value', 'account_reviewer', 'primary', true))),
              1, now(), now(), 'gen-1'
         from generate_series(0, $2::integer - 1) as n`,
      [tenant, count],
    );
    await this.#client.query(
      `insert into user_emails (tenant_id, email_key, user_id)
       select tenant_id, attributes -> 'emails' -> 0 ->> 'value', id from users where tenant_id = $1`,
      [tenant],
    );
  }

  /**
   * Gives all users of a tenant display names of a given length. This bypasses the service, because the service limits
   * the length of new names. An older database may still contain longer names.
   */
  async longNames(tenant: string, characters: number): Promise<void> {
    await this.#client.query(
      `update users
          set attributes = attributes || jsonb_build_object('displayName', repeat(md5(id::text), $2::integer / 32))
        where tenant_id = $1`,
      [tenant, characters],
    );
  }

  /** Gives a user the given number of e-mail addresses. */
  async emails(tenant: string, user: number, count: number): Promise<void> {
    await this.#client.query(
      `update users
          set attributes = attributes || jsonb_build_object('emails', (
                select jsonb_agg(jsonb_build_object('type', 'other', 'value', 'mail' || n || '@many.example'))
                  from generate_series(1, $3::integer) as n))
        where tenant_id = $1 and id = $2`,
      [tenant, userId(user), count],
    );
  }

  /** Writes group `index`, whose members are the users `0` to `members - 1`. */
  async group(tenant: string, index: number, members: number): Promise<void> {
    await this.groups(tenant, { first: index, count: 1, members });
  }

  /**
   * Writes groups `first` to `first + count - 1`. Each group gets the given number of members, taken from the users in
   * order.
   */
  async groups(
    tenant: string,
    { first, count, members }: { first: number; count: number; members: number },
  ): Promise<void> {
    await this.#client.query(
      `insert into groups (tenant_id, id, display_name, display_name_key, attributes, version, created, last_modified)
       select $1, ('${GROUP_ID}' || lpad(to_hex(n), 12, '0'))::uuid, 'Group ' || n, 'group ' || n, '{}', 1, now(), now()
         from generate_series($2::integer, $2::integer + $3::integer - 1) as n`,
      [tenant, first, count],
    );
    await this.#client.query(
      `insert into members (tenant_id, group_id, user_id)
       select $1, ('${GROUP_ID}' || lpad(to_hex($2 + n / $4), 12, '0'))::uuid,
              ('${USER_ID}' || lpad(to_hex(n), 12, '0'))::uuid
         from generate_series(0, $3::integer * $4::integer - 1) as n`,
      [tenant, first, count, members],
    );
  }

  /** Makes PostgreSQL analyze its tables and load them into memory, as it would by itself after a few minutes. */
  async close(): Promise<void> {
    await this.#client.query('vacuum analyze');
    await this.#client.query('checkpoint');
    await this.#client.query('create extension if not exists pg_prewarm');
    await this.#client.query(
      `select pg_prewarm(oid) from pg_class where relnamespace = 'scim'::regnamespace and relkind in ('r', 'i')`,
    );
    await this.#client.end();
  }
}

const USER_ID = '018f0000-0000-7000-8000-';
const GROUP_ID = '018f0000-0000-7000-9000-';

export function userId(index: number): string {
  return USER_ID + index.toString(16).padStart(12, '0');
}

export function groupId(index: number): string {
  return GROUP_ID + index.toString(16).padStart(12, '0');
}

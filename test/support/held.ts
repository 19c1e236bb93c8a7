import { setTimeout as sleep } from 'node:timers/promises';

import { Client } from 'pg';

/** Key of an advisory lock. Any number that no other test uses. */
const LOCK = 40_421;

/** Blocks a tenant's statements, so that a test can count how many of them wait. */
export interface Held extends AsyncDisposable {
  /** Number of waiting statements. */
  waiting(): Promise<number>;

  /** Waits until this many statements are waiting. */
  until(count: number): Promise<void>;

  /** Number of connections to the database, apart from the test's own. */
  connections(): Promise<number>;

  /** Lets the waiting statements continue. */
  release(): Promise<void>;
}

/** Blocks every change to one user. */
export function holdUser(url: string, id: string): Promise<Held> {
  return hold(url, `begin; select from scim.users where id = '${id}' for update`, 'rollback');
}

/** Blocks every statement that reads users of a tenant. */
export async function holdReads(url: string, tenant: string): Promise<Held> {
  return hold(
    url,
    `create or replace function scim.hold() returns boolean language plpgsql as $$
       begin perform pg_advisory_lock_shared(${LOCK}); perform pg_advisory_unlock_shared(${LOCK}); return true; end $$;
     create policy held on scim.users as restrictive for select
       using (case when tenant_id = '${tenant}' then scim.hold() else true end);
     select pg_advisory_lock(${LOCK})`,
    'select pg_advisory_unlock_all(); drop policy held on scim.users',
  );
}

/** Application name of the test's own connections, to distinguish them from the service's. */
const NAME = 'held';

async function connect(url: string): Promise<Client> {
  const client = new Client({ connectionString: url, application_name: NAME });
  await client.connect();
  return client;
}

async function hold(url: string, begin: string, end: string): Promise<Held> {
  const [client, watcher] = await Promise.all([connect(url), connect(url)]);
  await client.query(begin);
  const count = async (which: string) => {
    const { rows } = await watcher.query<{ count: number }>(
      `select count(*)::integer as count from pg_stat_activity
        where datname = current_database() and application_name <> '${NAME}' and backend_type = 'client backend' and ${which}`,
    );
    return rows[0]?.count ?? 0;
  };
  const waiting = () => count(`wait_event_type = 'Lock'`);
  let released: Promise<unknown> | undefined;
  const release = async () => {
    await (released ??= client.query(end));
  };
  return {
    waiting,
    until: async (expected) => {
      for (let tries = 0; (await waiting()) !== expected; tries++) {
        if (tries === 500) throw new Error(`${await waiting()} statements wait, not ${expected}`);
        await sleep(20);
      }
    },
    connections: () => count('true'),
    release,
    async [Symbol.asyncDispose]() {
      await release();
      await Promise.all([client.end(), watcher.end()]);
    },
  };
}

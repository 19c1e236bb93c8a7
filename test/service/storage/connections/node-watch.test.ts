import { setTimeout as sleep } from 'node:timers/promises';

import { StoreUnavailable } from '../../../../service/directory/store';
import { type CallForAll, readForAll } from '../../../../service/storage/connections/all-tenants';
import { Database } from '../../../../service/storage/connections/database';
import { NodeSilent, NodeWatch } from '../../../../service/storage/connections/node-watch';
import { administer, useDatabase } from '../../../support/postgres';

const [HUNG, UP] = ['contoso', 'fabrikam'];
const NODE = '10.0.0.5:5432';

/** A statement that gets no answer for as long as a test takes. */
const UNANSWERED = { text: 'select pg_sleep(100)' };

const SLOW = { text: `select 'late' as found from pg_sleep(4)` };

const ANSWERED = { text: `select 'an answer' as found` };

describe('on a cluster', () => {
  const database = useDatabase(undefined, 'cluster');
  const changes: (readonly [node: string, isSilent: boolean])[] = [];
  let nodes: NodeWatch;
  let db: Database;

  beforeAll(async () => {
    await administer(database.url, CITUS);
    const config = { connectionString: database.url };
    const onChange = (...change: readonly [string, boolean]) => void changes.push(change);
    nodes = new NodeWatch(config, [HUNG, UP], onChange, () => undefined);
    // Only the watch ends a statement, or a wait, within the time of a test.
    const limits = { tenantConnections: 2, statementTimeoutMs: 200_000, waitMs: 200_000 };
    db = new Database({ ...config, max: 2 }, () => undefined, { ...limits, nodes });
  });
  afterAll(() => Promise.all([db.close(), nodes.close()]));

  const hang = () => administer(database.url, `insert into scim.hung values ('10.0.0.5')`);

  /** Lets the node answer, and waits until it is known to answer. */
  const recover = async () => {
    await administer(database.url, 'delete from scim.hung');
    while (db.silent.size > 0) await sleep(50);
  };

  test('a slow statement goes on, as long as all nodes answer', async () => {
    await expect(db.run(HUNG, SLOW)).resolves.toEqual([{ found: 'late' }]);

    expect(changes).toEqual([]);
  });

  test('a slow statement goes on where the service may not check the nodes', async () => {
    const check = 'execute on function scim.citus_check_connection_to_node(text, int)';
    await administer(database.url, `revoke ${check} from public`);

    const slow = db.run(HUNG, SLOW);

    await expect(slow).resolves.toEqual([{ found: 'late' }]);
    expect(changes).toEqual([]);
    await administer(database.url, `grant ${check} to public`);
  });

  test('tenants of a node that hangs get errors within seconds, and other tenants get the connections', async () => {
    await hang();
    const stuck = Promise.allSettled([
      db.run(HUNG, UNANSWERED),
      db.transaction(HUNG, ({ run }) => run(UNANSWERED)), // now no connection is free
    ]);
    const waiting = db.run(HUNG, UNANSWERED);
    const other = db.run(UP, ANSWERED);

    await expect(waiting).rejects.toThrow(NodeSilent);
    await expect(other).resolves.toEqual([{ found: 'an answer' }]);
    await expect(stuck).resolves.toMatchObject([
      { status: 'rejected', reason: new NodeSilent(NODE) },
      { status: 'rejected', reason: new NodeSilent(NODE) },
    ]);

    const busy = [db.run(UP, SLOW), db.run(UP, SLOW)]; // again, no connection is free
    const refused = db.run(HUNG, ANSWERED).catch((error: unknown) => error);
    await expect(Promise.race([...busy, refused])).resolves.toEqual(new NodeSilent(NODE));
    await Promise.all(busy);

    await recover();
    await expect(db.run(HUNG, ANSWERED)).resolves.toEqual([{ found: 'an answer' }]);
    expect(changes).toEqual([
      [NODE, true],
      [NODE, false],
    ]);
  });

  test('what is read about all tenants shows the others and names those that are missing, at once from then on', async () => {
    const call: CallForAll = {
      forAll: UNANSWERED,
      among: (tenants) => ({ text: 'select unnest($1::text[]) as slug', values: [tenants] }),
    };
    await hang();

    const first = await readForAll(db, [HUNG, UP], call);
    const next = await readForAll(db, [HUNG, UP], { ...call, forAll: { text: 'this is not asked' } });

    await recover();
    expect(first).toEqual({ rows: [{ slug: UP }], missing: [HUNG] });
    expect(next).toEqual(first);
  });

  test('a statement that needs only the coordinator goes on while a node hangs', async () => {
    await hang();
    const stuck = db.run(HUNG, UNANSWERED).catch((error: unknown) => error);
    const slow = db.maintain({ text: `select 'late' as found from pg_sleep(8)` });

    expect(await stuck).toBeInstanceOf(StoreUnavailable);
    await expect(slow).resolves.toEqual([{ found: 'late' }]);
    await recover();
  });
});

/** The catalog of a cluster with a node for each tenant, and a node that does not answer when it is listed in `hung`. */
const CITUS = `
  create table scim.pg_dist_partition ();
  create table scim.pg_dist_placement (groupid int, shardid int);
  create table scim.pg_dist_node (groupid int, nodename text, nodeport int, noderole text);
  create table scim.hung (nodename text);
  insert into scim.pg_dist_placement values (1, 1), (2, 2);
  insert into scim.pg_dist_node values (1, '10.0.0.5', 5432, 'primary'), (2, '10.0.0.6', 5432, 'primary');
  create function scim.get_shard_id_for_distribution_column(t text, tenant text) returns int
  language sql as $$ select case tenant when '${HUNG}' then 1 else 2 end $$;
  create function scim.citus_check_connection_to_node(host text, port int) returns boolean language sql as $$
    select coalesce((select pg_sleep(100)::text from scim.hung where nodename = host), '') = ''
  $$;
  grant select on all tables in schema scim to public`;

import { tenants } from '../../../programs/tenants/program';
import { migrate } from '../../../service/storage/setup/migrate';
import { callProgram } from '../../support/call-program';
import { useFakeCluster } from '../../support/fake-citus';
import { administer, SERVERS } from '../../support/postgres';

const [, server] = SERVERS[0] ?? ['', ''];

describe('where tenants live', () => {
  const cluster = useFakeCluster(server);
  const asAdministrator = (statement: string) => administer(cluster.url, `set search_path to scim; ${statement}`);
  const call = (...args: string[]) => callProgram(tenants, args, { DATABASE_URL: cluster.asOwner });
  const moves = async () => (await cluster.calls()).filter(({ name }) => ['isolate', 'move'].includes(name));

  beforeEach(async () => {
    await migrate({ connectionString: cluster.asOwner });
    for (const [tenant, name] of [
      ['contoso', 'ann'],
      ['contoso', 'bob'],
      ['fabrikam', 'ann'],
    ]) {
      await asAdministrator(
        `insert into users (tenant_id, id, user_name, user_name_key, active, attributes, version, created, last_modified, changed_by)
         values ('${tenant}', gen_random_uuid(), '${name}', '${name}', true, '{}', 1, now(), now(), 'token')`,
      );
    }
  });

  test('is shown by node and by tenant, the largest first', async () => {
    const { code, output } = await call('nodes');

    expect(code).toBe(0);
    expect(output).toMatch(/10\.0\.0\.4:5432 +│ +0 │ +0 │ +0 │ takes no tenants/);
    expect(output).toMatch(/10\.0\.0\.5:5432 +│ +2 │ +1 │ +3 │/);
    expect(output).toMatch(/ contoso +│ 10\.0\.0\.5:5432 │ +2 │ +0 │ +0 │ +1 │ 2 +│ +3 │[^]* fabrikam /);
  });

  test('is available to programs as JSON', async () => {
    const { output } = await call('nodes', '--format', 'json');

    expect(JSON.parse(output)).toMatchObject({
      nodes: [{ node: '10.0.0.4:5432', takesTenants: false }, { node: '10.0.0.5:5432' }, { node: '10.0.0.6:5432' }],
      tenants: [
        { tenant: 'contoso', node: '10.0.0.5:5432', users: 2, tenantsInShard: 2, hasOwnShard: false },
        { tenant: 'fabrikam' },
      ],
    });
  });

  test('changes for one by a shard of its own, made with writes blocked, and then a move', async () => {
    const { code, output, errors } = await call('place', 'contoso', '--node', '10.0.0.6:5432');

    expect(await moves()).toMatchObject([
      { name: 'isolate', about: 'contoso', how: 'CASCADE block_writes' },
      { name: 'move', about: '9', how: '10.0.0.5:5432 to 10.0.0.6:5432' },
    ]);
    expect(output).toBe('contoso lives on 10.0.0.6:5432, no longer on 10.0.0.5:5432\n');
    expect(errors).toBe('contoso now has a shard of its own\nrows of all tenants: 3 before, 3 after\n');
    expect(code).toBe(0);
  });

  test('stays as it is for one that has been placed there', async () => {
    await call('place', 'contoso', '--node', '10.0.0.6:5432');

    const { output } = await call('place', 'contoso', '--node', '10.0.0.6:5432');

    expect(output).toBe('contoso lives on 10.0.0.6:5432, as before\n');
    expect(await moves()).toHaveLength(2);
  });

  test('a move after which a tenant has fewer rows exits with 1, and names them', async () => {
    await asAdministrator(
      `create or replace function isolate_tenant_to_new_shard(t text, tenant text, cascade text, shard_transfer_mode text)
       returns bigint language sql as $$ delete from users where tenant_id = 'fabrikam' returning 1 $$`,
    );

    const { code, errors } = await call('place', 'contoso', '--node', '10.0.0.5:5432');

    expect(errors).toContain('rows of all tenants: 3 before, 2 after\nusers of fabrikam: 1 before, 0 after\n');
    expect(code).toBe(1);
  });

  const counts = (done: number, runnable: number) =>
    `{"task_state_counts": {"done": ${done}, "runnable": ${runnable}}}`;

  test('a node is added and the tenants are spread, with progress', async () => {
    await asAdministrator(
      `insert into citus_rebalance (state, details) values ('scheduled', '${counts(0, 2)}'), ('running', '${counts(1, 1)}'), ('finished', '${counts(2, 0)}')`,
    );

    const { code, output, errors } = await call('rebalance', '--add', '10.0.0.7:5432');

    expect((await cluster.calls()).slice(-2).map(({ name }) => name)).toEqual(['add', 'rebalance']);
    expect(errors).toMatch(
      /10\.0\.0\.7:5432 is now a node of the cluster\n(made . of 2 moves\n)+rows of all tenants: 3 before, 3 after\n$/,
    );
    expect(output).toBe('made 2 moves; the tenants are spread evenly\n');
    expect(code).toBe(0);
  });

  test('waits for a rebalance that is under way and ignores the new node, and starts another one', async () => {
    await asAdministrator(
      `insert into citus_rebalance (state, details)
       values ('running', '${counts(0, 1)}'), ('finished', '${counts(1, 0)}'), ('running', '${counts(1, 1)}'), ('finished', '${counts(2, 0)}')`,
    );
    await asAdministrator(`select note('rebalance', null, null)`);

    const { code, output } = await call('rebalance', '--add', '10.0.0.7:5432');

    expect(output).toBe('made 3 moves; the tenants are spread evenly\n');
    expect((await cluster.calls()).slice(-2).map(({ name }) => name)).toEqual(['add', 'rebalance']);
    expect(code).toBe(0);
  });

  test('lists the moves of a rebalance that was already under way and left nothing to do', async () => {
    await asAdministrator(
      `insert into citus_rebalance (state, details) values ('running', '${counts(0, 1)}'), ('finished', '${counts(1, 0)}')`,
    );
    await asAdministrator(`select note('rebalance', null, null)`);

    expect((await call('rebalance')).output).toBe('made 1 move; the tenants are spread evenly\n');
  });

  test.each([
    ['insufficient_privilege', /permission[^]* Only a superuser may add one, .* raise 'nodes'/],
    ['connection_failure', /10\.0\.0\.7:5432 could not be added as a node: permission or not(?!.*superuser)/],
  ])('fails with 2 when a node cannot be added, and says why: %s', async (condition, message) => {
    await asAdministrator(
      `create or replace function citus_add_node(host text, port int) returns int language plpgsql as $$
       begin raise ${condition} using message = 'permission or not'; end $$`,
    );

    const { code, errors } = await call('rebalance', '--add', '10.0.0.7:5432');

    expect(errors).toMatch(message);
    expect(code).toBe(2);
  });

  test('has nothing to spread where the nodes hold as much as each other', async () => {
    expect(await call('rebalance')).toMatchObject({ code: 0, output: 'the tenants are already spread evenly\n' });
  });

  test('fails with 2 when the cluster gives a rebalance up', async () => {
    await asAdministrator(`insert into citus_rebalance (state, details) values ('failed', '${counts(1, 1)}')`);

    const { code, errors } = await call('rebalance');

    expect(errors).toContain('the rebalance is failed after 1 of 2 moves');
    expect(code).toBe(2);
  });

  test.each([
    [
      ['place', 'contosso', '--node', '10.0.0.6:5432'],
      "no rows of a tenant 'contosso'; did you mean 'contoso'? `entra-scim tenants nodes` lists the tenants",
    ],
    [
      ['place', 'contoso', '--node', '10.0.0.4:5432'],
      'not a node of the cluster that can contain tenants; such nodes are 10.0.0.5:5432, 10.0.0.6:5432',
    ],
    [['place', 'contoso', '--node', '10.0.0.6'], 'It must be host:port'],
    [['place', 'contoso'], "required option '--node <host:port>' not specified"],
  ])('fails with 2, and moves nothing, on %j', async (args, message) => {
    const { code, errors } = await call(...args);

    expect(errors).toContain(message);
    expect(code).toBe(2);
    expect(await moves()).toEqual([]);
  });

  test.each([[['place', 'contoso', '--node', '10.0.0.6:5432']], [['rebalance']]])(
    'fails with 2 under a policy that would lose rows: %j',
    async (args) => {
      await asAdministrator('alter table groups force row level security');

      const { code, errors } = await call(...args);

      expect(errors).toMatch(/tables groups would lose rows that move to another node .* run `entra-scim migrate`/);
      expect(code).toBe(2);
      expect((await cluster.calls()).filter(({ name }) => ['isolate', 'move', 'rebalance'].includes(name))).toEqual([]);
    },
  );

  test('fails with 2 at a node that is not the coordinator', async () => {
    await asAdministrator('create or replace function citus_is_coordinator() returns boolean return false');

    expect(await call('nodes')).toMatchObject({ code: 2, errors: expect.stringContaining('not the coordinator') });
  });
});

test('fails with 2 on a command that does not exist, and lists those that do', async () => {
  const { code, errors } = await callProgram(tenants, ['plase', 'contoso']);

  expect(errors).toMatch(/^error: unknown command 'plase'; the commands are list, .*, nodes, place, rebalance\n/);
  expect(code).toBe(2);
});

test('fails with 2 on a single server, and without DATABASE_URL', async () => {
  const alone = await callProgram(tenants, ['nodes'], { DATABASE_URL: server });
  const nowhere = await callProgram(tenants, ['nodes']);

  expect(alone).toMatchObject({ code: 2, errors: expect.stringContaining('names a single server') });
  expect(nowhere).toMatchObject({ code: 2, errors: expect.stringContaining('DATABASE_URL is not set') });
});

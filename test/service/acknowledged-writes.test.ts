import { setTimeout as sleep } from 'node:timers/promises';

import { tenants } from '../../programs/tenants/program';
import { callProgram } from '../support/call-program';
import { administer, DATABASES, useDatabase } from '../support/postgres';
import { registryFile } from '../support/registry-file';
import { scimClient, type ScimClient } from '../support/scim-client';
import { type ServiceProcess, startServiceProcess } from '../support/service-process';
import { lostOf, writeDuring, type Written } from '../support/writers';

const [LARGE, ...OTHERS] = ['contoso', 'fabrikam', 'northwind', 'tailspin', 'wingtip'] as const;

describe.each(DATABASES)('acknowledged writes on %s', (name, server) => {
  const database = useDatabase(server);
  let service: ServiceProcess;
  let clients: readonly ScimClient[];
  beforeAll(async () => {
    using registry = registryFile(LARGE, ...OTHERS);
    service = await startServiceProcess({ DATABASE_URL: database.url, TENANTS_FILE: registry.path });
    clients = registry.tokens.map((token) => scimClient(service.url, token));
  });
  afterAll(() => service.stop());

  const lost = async (written: readonly Written[]) => (await Promise.all(written.map(lostOf))).flat();

  test('are all kept while connections to the database break', async () => {
    const written = await writeDuring(clients, async (soFar) => {
      for (let times = 0; times < 5; times++) {
        while (soFar.some(({ members }) => members.length <= times)) await sleep(10);
        await administer(
          database.url,
          `select pg_terminate_backend(pid) from pg_stat_activity
            where datname = current_database() and usename = current_user and pid <> pg_backend_pid()`,
        );
      }
    });

    expect(new Set(written.flatMap(({ refused }) => refused))).toEqual(new Set([503]));
    expect(await lost(written)).toEqual([]);
  });

  const isCluster = name === 'TEST_CITUS_URL';
  if (isCluster) {
    const call = (...args: string[]) => callProgram(tenants, args, { DATABASE_URL: database.url });

    test('are all kept while a tenant gets a node of its own, and the others are spread', async () => {
      const { nodes } = JSON.parse((await call('nodes', '--format', 'json')).output) as { nodes: Placeable[] };
      const ends: unknown[] = [];

      const written = await writeDuring(clients, async () => {
        await sleep(1_000);
        for (const { node } of nodes.filter(({ takesTenants }) => takesTenants))
          ends.push(await call('place', LARGE, '--node', node));
        ends.push(await call('rebalance'));
      });

      expect(ends).toEqual(ends.map(() => expect.objectContaining({ code: 0 })));
      expect(written.flatMap(({ refused }) => refused).filter((status) => status !== 503)).toEqual([]);
      expect(await lost(written)).toEqual([]);
    }, 300_000);
  }
});

interface Placeable {
  readonly node: string;
  readonly takesTenants: boolean;
}

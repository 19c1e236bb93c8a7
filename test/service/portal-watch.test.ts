import { setTimeout as sleep } from 'node:timers/promises';

import { StoreUnavailable } from '../../service/directory/store';
import { sha256, TenantRegistry } from '../../service/directory/tenant-registry';
import { PortalWatch } from '../../service/portal-watch';
import { keptLog } from '../support/log-lines';
import { registryEntry } from '../support/registry-entry';

const IN_PORTAL = { managedBy: 'portal', scimEnabled: false, tokens: [] };

/** A replica that looks at accounts of the test's. */
function start(entry: object = IN_PORTAL) {
  const registry = TenantRegistry.parse(JSON.stringify({ tenants: [registryEntry('trial', 'file', entry)] }));
  const kept = keptLog();
  const asked = { versions: 0, all: 0 };
  const database = { version: '1', isAway: false, token: 'a' };
  const accounts = {
    version: () => {
      asked.versions++;
      return database.isAway
        ? Promise.reject(new StoreUnavailable('no connection to the database'))
        : Promise.resolve(database.version);
    },
    all: () => {
      asked.all++;
      const tokens = [
        { id: 'portal-1', sha256: sha256(database.token), expiresAt: new Date('2027-01-01'), revokedAt: undefined },
      ];
      return Promise.resolve({
        accounts: [{ tenant: 'trial', scimEnabled: true, tokens }],
        missing: new Set<string>(),
      });
    },
  };
  return { registry, asked, database, lines: kept.lines, watch: new PortalWatch(accounts, registry, kept.log) };
}

test('a replica learns of a new token from another one without a restart', async () => {
  const { registry, database, watch } = start();
  const stopped = new AbortController();
  const running = watch.run(stopped.signal);

  while (!registry.findToken('a')) await sleep(5);
  Object.assign(database, { version: '2', token: 'b' });
  while (!registry.findToken('b')) await sleep(5);

  expect(registry.findToken('a')).toBeUndefined();
  stopped.abort();
  await running;
});

test('reads accounts only when something has changed', async () => {
  const { asked, database, watch } = start();

  await watch.look();
  await watch.look();
  expect(asked).toEqual({ versions: 2, all: 1 });
  database.version = '2';
  await watch.look();

  expect(asked).toEqual({ versions: 3, all: 2 });
});

test('asks nothing where no tenant is managed in the portal', async () => {
  const { asked, watch } = start({});

  await watch.run(new AbortController().signal);

  expect(asked).toEqual({ versions: 0, all: 0 });
});

test('keeps what was last known while the database is away, and says so once', async () => {
  const { registry, asked, database, lines, watch } = start();
  await watch.look();
  database.isAway = true;
  const stopped = new AbortController();

  const running = watch.run(stopped.signal);
  while (asked.versions < 3) await sleep(20);
  expect(registry.findToken('a')).toBeDefined();
  database.isAway = false;
  while (lines.length < 2) await sleep(20);
  stopped.abort();
  await running;

  expect(lines.map(({ msg }) => msg)).toEqual([
    'the portal cannot be read; its tokens and switches stay as they were last known',
    'the portal can be read again',
  ]);
});

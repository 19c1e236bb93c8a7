import { EventEmitter, once } from 'node:events';
import { setImmediate } from 'node:timers/promises';

import { TenantRegistry } from '../../../service/directory/tenant-registry';
import type { Outcome } from '../../../service/http/outcome';
import { openOutcomeLogs } from '../../../service/outcomes/outcome-logs';
import { registryEntry } from '../../support/registry-entry';
import { silentLog } from '../../support/scim-client';

test('the process ends only after refusals are stored, those that are being written and those that wait', async () => {
  const registry = TenantRegistry.parse(JSON.stringify({ tenants: [registryEntry('contoso', 'x')] }));
  const database = new EventEmitter();
  const kept: number[] = [];
  const logs = openOutcomeLogs({
    registry,
    overview: { note: () => Promise.resolve(), noteCalls: () => Promise.resolve() },
    keepRefusals: async (_tenant, refusals) => {
      if (kept.length === 0) {
        database.emit('asked');
        await once(database, 'answer');
      }
      kept.push(...refusals.map(({ status }) => status));
    },
    log: silentLog(),
    now: () => new Date(),
  });
  const refuse = (status: number) => {
    const principal = { tokenId: 'gen-3', scope: 'provision', tenant: registry.findTenant('contoso') };
    const outcome = { principal, route: 'POST /Users', status, refusal: { detail: 'wrong' }, refusedOperations: [] };
    logs.onOutcome(outcome as unknown as Outcome);
  };
  const stop = new AbortController();
  const asked = once(database, 'asked');
  refuse(400);
  void logs.run(stop.signal);
  await asked;
  refuse(409);
  stop.abort();

  const closed = logs.close();
  const state = await Promise.race([closed.then(() => 'closed'), setImmediate('open')]);
  database.emit('answer');
  await closed;

  expect([state, kept]).toEqual(['open', [400, 409]]);
});

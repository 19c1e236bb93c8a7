import type { Principal } from '../../service/directory/principal';
import type { Outcome } from '../../service/http/outcome';
import { PortalCalls } from '../../service/portal-calls';
import { keptLog } from '../support/log-lines';
import { stopClock } from '../support/stopped-clock';

const call = (status: number, tokenId = 'portal-1', managedBy = 'portal') =>
  ({ status, principal: { tokenId, tenant: { slug: 'trial', managedBy } } as Principal }) as Outcome;

function start() {
  const noted: string[] = [];
  const trouble = { isAway: false };
  const noteCall = (tenant: string, id: string, outcome: string) => {
    noted.push(`${tenant} ${id} ${outcome}`);
    return trouble.isAway ? Promise.reject(new Error('away')) : Promise.resolve();
  };
  return { noted, trouble, calls: new PortalCalls({ noteCall }, keptLog().log) };
}

test('a call is noted at once, and those that follow within seconds are not', () => {
  using clock = stopClock();
  const { noted, calls } = start();

  for (const status of [200, 201, 400]) calls.onOutcome(call(status));
  expect(noted).toEqual(['trial portal-1 accepted']);
  clock.advance(1_000);
  for (const status of [409, 400, 200]) calls.onOutcome(call(status));
  expect(noted).toEqual(['trial portal-1 accepted', 'trial portal-1 refused']);
  clock.advance(15_000);
  calls.onOutcome(call(409));

  expect(noted).toHaveLength(3);
});

test('no call is noted of tokens from files, nor one that failed by a fault of the service', () => {
  const { noted, calls } = start();

  calls.onOutcome(call(503));
  calls.onOutcome(call(200, 'product-1'));
  calls.onOutcome(call(200, 'portal-1', 'files'));

  expect(noted).toEqual([]);
});

test('a call that could not be noted is noted with the next', async () => {
  const { noted, trouble, calls } = start();
  trouble.isAway = true;

  calls.onOutcome(call(200));
  await new Promise(setImmediate);
  calls.onOutcome(call(200));

  expect(noted).toHaveLength(2);
});

import { FairQueue, type Kind, type Shares } from '../../../service/directory/fair-queue';

const SHARES: Shares = {
  places: 4,
  perTenant: 2,
  scans: 2,
  scansPerTenant: 1,
  waitingPerTenant: 3,
  waiting: 5,
};

/** A queue, and the list of tenants that were granted a connection, in order. */
function open(shares: Partial<Shares> = {}) {
  const queue = new FairQueue({ ...SHARES, ...shares });
  const granted: string[] = [];
  const join = (tenant: string, name: string, kind: Kind = 'ordinary') => {
    const place = { tenant, kind, granted: () => granted.push(name) };
    return { place, joined: queue.join(place) };
  };
  const take = (tenant: string, count: number, kind: Kind = 'ordinary') =>
    Array.from({ length: count }, () => queue.take(tenant, kind));
  return { queue, granted, join, take };
}

describe('a fair queue', () => {
  test('gives a tenant no more connections than its share, however many are free', () => {
    const { take } = open();

    expect(take('a', 3)).toEqual([true, true, false]);
    expect(take('b', 3)).toEqual([true, true, false]);
    expect(take('c', 1)).toEqual([false]);
  });

  test('lets tenants take turns, and the requests of one tenant keep their order', () => {
    const { queue, granted, join, take } = open({ places: 1, perTenant: 1 });
    take('x', 1);
    for (const name of ['a1', 'a2', 'a3']) join('a', name);
    join('b', 'b1');
    join('c', 'c1');

    for (const tenant of ['x', 'a', 'b', 'c', 'a']) queue.give(tenant, 'ordinary');

    expect(granted).toEqual(['a1', 'b1', 'c1', 'a2', 'a3']);
  });

  test('passes over a tenant that has its full share', () => {
    const { queue, granted, join, take } = open();
    take('a', 2);
    take('b', 2);
    join('a', 'a3');
    join('c', 'c1');

    queue.give('b', 'ordinary');

    expect(granted).toEqual(['c1']);
  });

  test('gives scans a smaller share, for one tenant and for all', () => {
    const { take } = open({ places: 9, perTenant: 3 });

    expect(take('a', 2, 'scan')).toEqual([true, false]);
    expect(take('b', 1, 'scan')).toEqual([true]);
    expect(take('c', 1, 'scan')).toEqual([false]);
    expect(take('c', 1)).toEqual([true]);
  });

  test('lets an ordinary request pass while a scan of its tenant waits', () => {
    const { queue, granted, join, take } = open();
    take('a', 1, 'scan');
    join('a', 'scan', 'scan');

    expect(queue.take('a', 'ordinary')).toBe(true);
    expect(granted).toEqual([]);
  });

  test('lets scans and ordinary requests take turns, so that neither waits forever', () => {
    const { queue, granted, join, take } = open({ places: 1, perTenant: 1, scans: 1, waiting: 9 });
    take('x', 1);
    for (const name of ['a1', 'a2']) join('a', name);
    for (const name of ['b1', 'b2']) join('b', name, 'scan');

    queue.give('x', 'ordinary');
    queue.give('a', 'ordinary');
    queue.give('b', 'scan');
    queue.give('a', 'ordinary');

    expect(granted).toEqual(['a1', 'b1', 'a2', 'b2']);
  });

  test('refuses immediately when too many requests wait, of one tenant or in total', () => {
    const { join, take } = open({ places: 1 });
    take('x', 1);

    const joined = ['a', 'a', 'a', 'a', 'b', 'b', 'b'].map((tenant) => join(tenant, tenant).joined);

    expect(joined).toEqual([true, true, true, false, true, true, false]);
  });

  test('grants nothing to a request whose client has gone', () => {
    const { queue, granted, join, take } = open({ places: 1 });
    take('x', 1);
    const { place } = join('a', 'a1');
    join('b', 'b1');

    queue.leave(place);
    queue.give('x', 'ordinary');

    expect(granted).toEqual(['b1']);
  });

  test('never lends out more connections than there are', () => {
    const { queue, granted, join, take } = open({ waitingPerTenant: 100, waiting: 1000 });
    let held = 0;
    let most = 0;
    const holders: { tenant: string; kind: Kind }[] = [];
    const hold = (tenant: string, kind: Kind) => {
      held++;
      most = Math.max(most, held);
      holders.push({ tenant, kind });
    };
    for (let n = 0; n < 300; n++) {
      const tenant = `t${n % 7}`;
      const kind = n % 3 === 0 ? 'scan' : 'ordinary';
      if (queue.take(tenant, kind)) hold(tenant, kind);
      else {
        queue.join({
          tenant,
          kind,
          granted: () => {
            hold(tenant, kind);
          },
        });
      }
      const leaving = n % 2 === 0 ? holders.shift() : undefined;
      if (!leaving) continue;
      held--;
      queue.give(leaving.tenant, leaving.kind);
    }
    for (let next = holders.shift(); next; next = holders.shift()) {
      held--;
      queue.give(next.tenant, next.kind);
    }

    expect([most, held]).toEqual([4, 0]);
    expect(take('a', 3)).toEqual([true, true, false]);
    expect([granted, join('b', 'b').joined]).toEqual([[], true]);
  });
});

import { setImmediate as immediately } from 'node:timers/promises';

import { Slots } from '../../../service/streams/slots';

/** Work that takes until it is ended, and the names of what has begun. */
function workIn(slots: Slots) {
  const begun: string[] = [];
  const ends = new Map<string, (error?: Error) => void>();
  return {
    begun,
    begin: async (stream: string, name: string) => {
      void slots
        .run(stream, () => {
          begun.push(name);
          return new Promise((done, failed) => {
            ends.set(name, (error) => {
              if (error) failed(error);
              else done();
            });
          });
        })
        .catch(() => undefined);
      await immediately();
    },
    end: async (name: string, error?: Error) => {
      ends.get(name)?.(error);
      await immediately();
    },
  };
}

describe('Slots', () => {
  test('run as much work at a time as they are told, and the rest in order', async () => {
    const slots = new Slots(2, 2);
    const { begun, begin, end } = workIn(slots);

    for (const name of ['a', 'b', 'c', 'd']) await begin(`stream-${name}`, name);
    const atFirst = [...begun];
    const wasFull = slots.isFull;
    await end('b');
    await end('a');

    expect(atFirst).toEqual(['a', 'b']);
    expect(begun).toEqual(['a', 'b', 'c', 'd']);
    expect([wasFull, slots.isFull]).toEqual([true, false]);
  });

  test('leave room for other streams while one has as much as it may', async () => {
    const { begun, begin, end } = workIn(new Slots(3, 2));

    for (const name of ['a', 'b', 'c']) await begin('slow', name);
    await begin('quick', 'other');
    const atFirst = [...begun];
    await end('other');
    const stillWaiting = [...begun];
    await end('a');

    expect(atFirst).toEqual(['a', 'b', 'other']);
    expect(stillWaiting).toEqual(['a', 'b', 'other']);
    expect(begun).toEqual(['a', 'b', 'other', 'c']);
  });

  test('are free again after work that fails', async () => {
    const { begun, begin, end } = workIn(new Slots(1, 1));
    await begin('one', 'a');
    await begin('one', 'b');

    await end('a', new Error('it failed'));

    expect(begun).toEqual(['a', 'b']);
  });
});

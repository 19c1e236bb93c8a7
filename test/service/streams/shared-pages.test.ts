import { setImmediate as immediately } from 'node:timers/promises';

import type { EventPage } from '../../../service/events/feed';
import { SharedPages } from '../../../service/streams/shared-pages';

/** Pages whose reads wait until they are let begin, and the cursors that were read. */
function pagesWith() {
  const read: string[] = [];
  const turns: (() => void)[] = [];
  const pages = new SharedPages(() => new Promise((begin) => turns.push(begin)));
  const readPage = (cursor: string): Promise<EventPage> => {
    read.push(cursor);
    return Promise.resolve({ events: [], cursor: `${cursor}-${read.length}`, more: false });
  };
  return {
    read,
    after: (cursor: string, types?: readonly ('user.created' | 'user.deleted')[]) =>
      pages.after(cursor, { types: types && new Set(types), limit: 100 }, readPage),
    begin: async () => {
      for (const begin of turns.splice(0)) begin();
      await immediately();
    },
  };
}

describe('SharedPages', () => {
  test('reads a page once for all streams that ask for it before the read begins', async () => {
    const { after, begin, read } = pagesWith();

    const asked = [after('c1'), after('c1'), after('c1')];
    await begin();
    const pages = await Promise.all(asked);

    expect(read).toEqual(['c1']);
    expect(pages.map(({ cursor }) => cursor)).toEqual(['c1-1', 'c1-1', 'c1-1']);
  });

  test('reads again for a stream that asks after the read began, since there may be new events', async () => {
    const { after, begin, read } = pagesWith();
    const first = after('c1');
    await begin();

    const second = after('c1');
    await begin();

    expect([(await first).cursor, (await second).cursor]).toEqual(['c1-1', 'c1-2']);
    expect(read).toEqual(['c1', 'c1']);
  });

  test('shares no page between streams that are at different places or want different types', async () => {
    const { after, begin, read } = pagesWith();

    void after('c1');
    void after('c2');
    void after('c1', ['user.created']);
    void after('c1', ['user.created', 'user.deleted']);
    void after('c1', ['user.deleted', 'user.created']);
    await begin();

    expect(read).toEqual(['c1', 'c2', 'c1', 'c1']);
  });
});

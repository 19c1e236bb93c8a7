import { COUNT_MAX } from '../../service/admin/schemas';
import type { Asked, Listed } from '../../service/directory/history';

/** The latest entries of a list, in chronological order, and whether there are earlier ones. */
export interface Latest<Item> {
  readonly items: readonly Item[];
  readonly hasMore: boolean;
}

/** Reads the latest entries of several chronological lists. Returns at most `limit` entries in total. */
export async function latestOf<Item extends { readonly at: Date }>(
  limit: number,
  since: Date | undefined,
  lists: readonly ((asked: Asked) => Promise<Listed<Item>>)[],
): Promise<Latest<Item>> {
  const each = await Promise.all(lists.map((list) => read(list, limit, since)));
  const all = each.flatMap(({ items }) => items).sort((one, other) => one.at.getTime() - other.at.getTime());
  return { items: all.slice(-limit), hasMore: all.length > limit || each.some(({ hasMore }) => hasMore) };
}

async function read<Item extends { readonly at: Date }>(
  list: (asked: Asked) => Promise<Listed<Item>>,
  limit: number,
  since: Date | undefined,
): Promise<Latest<Item>> {
  const items: Item[] = [];
  let after: Asked['after'];
  do {
    const page = await list({ count: Math.min(COUNT_MAX, limit - items.length), since, after });
    items.push(...page.items);
    after = page.next;
  } while (after && items.length < limit);
  return { items: items.reverse(), hasMore: after !== undefined };
}

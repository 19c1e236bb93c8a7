import type { Positions, StreamPosition } from './positions';

const PAGE = 1_000;

/** Reads the positions of all streams for all tenants, sorted by tenant and stream. */
export async function everyPosition(positions: Pick<Positions, 'after'>): Promise<readonly StreamPosition[]> {
  const all: StreamPosition[] = [];
  for (;;) {
    const page = await positions.after(all.at(-1), PAGE);
    all.push(...page);
    if (page.length < PAGE) return all;
  }
}

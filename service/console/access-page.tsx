import type { VNode } from 'preact';

import { TenantFrame } from './tenant-frame';
import type { Visit } from './visit';

/** The access review, which an auditor can download: each user's role, either now or at the end of a given day. */
export function accessPage(visit: Visit): Promise<VNode> {
  return Promise.resolve(
    <TenantFrame
      visit={visit}
      tab="/access"
      lead="The role and the groups of each user, since when, and by which request: a file for an access review."
    >
      <form class="filters" method="get" action="">
        <input type="hidden" name="format" value="csv" />
        <label>
          As of the end of a day (UTC); empty for now
          <input type="date" name="day" max={visit.now.toISOString().slice(0, 10)} />
        </label>
        <button class="primary" type="submit">
          Download CSV
        </button>
      </form>
    </TenantFrame>,
  );
}

import { max } from 'd3-array';
import type { VNode } from 'preact';
import type { z } from 'zod';

import type { usersOfRoleSchema } from '../admin/schemas';
import { number } from '../pages/number';
import { Bar } from '../pages/plot/bar';

import { tenantUrl } from './tenant-frame';

interface RolesPlotProps {
  readonly tenant: string;
  readonly items: readonly z.output<typeof usersOfRoleSchema>[];
}

/**
 * A table of the number of users by account role. Each number has a bar, and the bar of the most frequent role is as
 * wide as its column.
 */
export function RolesPlot({ tenant, items }: RolesPlotProps): VNode {
  const full = max(items, ({ active, inactive }) => active + inactive) || 1;
  return (
    <figure class="plot">
      <figcaption id="roles-title">Users by role</figcaption>
      <p>Active users have a solid bar, inactive ones an outline. Counted at most a minute ago.</p>
      <table class="bars" aria-labelledby="roles-title">
        <thead>
          <tr>
            <th scope="col">Role</th>
            <th scope="col" class="number">
              Active
            </th>
            <th scope="col" class="number">
              Inactive
            </th>
          </tr>
        </thead>
        <tbody>
          {items.map(({ role, active, inactive }) => (
            <tr key={role}>
              <th scope="row">
                {role === null ? (
                  <span class="muted">none</span>
                ) : (
                  <a href={`${tenantUrl(tenant, 'users')}?${new URLSearchParams({ role }).toString()}`}>{role}</a>
                )}
                {active + inactive > 0 && (
                  <Bar
                    full={full}
                    parts={[
                      { look: 'calm', value: active },
                      { look: 'off', value: inactive },
                    ]}
                  />
                )}
              </th>
              <td class="number">{number(active)}</td>
              <td class="number">{number(inactive)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </figure>
  );
}

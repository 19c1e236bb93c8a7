import type { AccessChange } from '../access/access-change';
import type { AssignedPrincipal } from '../access/principal';
import { counted } from '../counted';

import { becauseOf, type Finding } from './finding';

/** What it means that the role of somebody changes. */
export function explainAccess({
  kind,
  address,
  principal,
  before,
  after,
  keeps = [],
  importId,
  forcedBy,
}: AccessChange): Finding {
  const because = becauseOf({ forcedBy });
  const rest = keeps.length === 0 ? '' : ` and keeps ${keeps.join(', ')}`;
  const imported = importId === undefined ? '' : `, imported as ${importId}`;
  const what = `${inWords(principal, kind)} ${happening(kind, before ?? '', after ?? '')}${rest}${imported}`;
  return { kind, address, what, subject: principal.name, ...(because === undefined ? {} : { because }) };
}

function happening(kind: AccessChange['kind'], before: string, after: string): string {
  switch (kind) {
    case 'assignment-created':
      return `gains ${after}`;
    case 'assignment-destroyed':
      return `loses ${before}`;
    case 'role-swapped':
    case 'role-swapped-with-gap':
      return `goes from ${before} to ${after}`;
    default:
      return `holds ${before}`;
  }
}

/** `Finance (group, 12 members)`. That the number is not known is told where somebody loses access. */
function inWords({ name, kind, members }: AssignedPrincipal, happens: AccessChange['kind']): string {
  if (members !== undefined) return `${name} (${kind}, ${counted(members, 'member')})`;
  const untold = happens === 'assignment-destroyed' && kind !== 'user';
  return `${name} (${kind}${untold ? ', members not known' : ''})`;
}

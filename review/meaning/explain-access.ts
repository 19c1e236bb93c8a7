import type { AccessChange } from '../access/access-change';
import type { AssignedPrincipal } from '../access/principal';

import { becauseOf, type Finding } from './finding';

/** What it means that the role of somebody changes. */
export function explainAccess({ kind, address, principal, before, after, forcedBy }: AccessChange): Finding {
  const because = becauseOf({ forcedBy });
  const what = `${inWords(principal)} ${happening(kind, before ?? '', after ?? '')}`;
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

/** `Finance (group, 12 members)` */
export function inWords({ name, kind, members }: AssignedPrincipal): string {
  return `${name} (${members === undefined ? kind : `${kind}, ${members} members`})`;
}

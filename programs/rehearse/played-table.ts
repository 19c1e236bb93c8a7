import type { AttributeMapping, MappingTable } from '../../entra/attribute-mapping';

import { unplayable } from './evaluate-mapping';
import { isManager } from './mapping-values';

/** The part of a tenant's mapping table that a rehearsal can evaluate. */
export interface PlayedTable {
  readonly mappings: MappingTable;

  /** The mappings that a rehearsal cannot evaluate, each with the reason. */
  readonly left: readonly string[];
}

/**
 * Splits a mapping table into mappings that the rehearsal can evaluate and mappings that it cannot evaluate. Mappings
 * of members and managers are always kept, because separate steps send members and managers.
 */
export function playedTable({ users, groups }: MappingTable): PlayedTable {
  const left: string[] = [];
  const played = (kind: string, mappings: readonly AttributeMapping[]) =>
    mappings.filter((mapping) => {
      const { target, source } = mapping;
      if (target === 'members' || isManager(mapping)) return true;
      const flaw = unplayable(source);
      if (flaw !== undefined) left.push(`${kind} ${target} = ${source}: ${flaw}`);
      return flaw === undefined;
    });
  return { mappings: { users: played('users', users), groups: played('groups', groups) }, left };
}

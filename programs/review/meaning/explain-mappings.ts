import { worst } from '../consequences/consequence';
import { CONSEQUENCES } from '../consequences/consequences';

import type { Finding } from './finding';
import { type MappingChange, mappingChanges } from './mapping-change';
import type { PlannedMappings } from './sync-settings';

/** Most mappings that the clause names. */
const BRIEF_MAX = 4;

/** What it means that the mapping table changes, worst first. One finding tells all of them in a clause. */
export function explainMappings(old: PlannedMappings, next: PlannedMappings): Omit<Finding, 'address'>[] {
  const changes = mappingChanges(old, next);
  if (changes.length === 0) return [];

  const kinds = [...new Set(changes.map(({ kind }) => kind))];
  const worstClass = worst(kinds.map((kind) => CONSEQUENCES[kind].class));
  const speaker = kinds.find((kind) => CONSEQUENCES[kind].class === worstClass);
  const brief = `mappings change: ${inBrief(changes)}`;

  return [
    ...changes.map((change) => ({
      kind: change.kind,
      what: `${change.objects}: ${change.target} ${verbOf(change)}`,
      attributes: [{ name: change.target, before: change.before ?? null, after: change.after ?? null }],
      brief: change.kind === speaker ? brief : '',
    })),
    ...groupSwitch(old, next),
  ];
}

function groupSwitch(old: PlannedMappings, next: PlannedMappings): Omit<Finding, 'address'>[] {
  const [before, after] = [old.groups.length > 0, next.groups.length > 0];
  if (before === after) return [];
  return [{ kind: after ? 'object-type-on' : 'object-type-off', what: 'mappings of groups' }];
}

function inBrief(changes: readonly MappingChange[]): string {
  const told = changes.slice(0, BRIEF_MAX).map((change) => `${change.target} ${verbOf(change)}`);
  return changes.length > BRIEF_MAX ? `${told.join(', ')} and ${changes.length - BRIEF_MAX} more` : told.join(', ');
}

function verbOf({ before, after }: MappingChange): string {
  if (before === undefined) return 'added';
  return after === undefined ? 'removed' : 'changed';
}

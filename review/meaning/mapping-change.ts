import type { AttributeMapping } from '../../constructs/entra/attribute-mapping';
import type { Kind } from '../consequences/consequences';

import type { PlannedMappings } from './sync-settings';

/** What happens to the mapping of one attribute. */
export interface MappingChange {
  readonly kind: Extract<Kind, `${string}mapping-${string}`>;
  readonly objects: 'groups' | 'users';

  /** Attribute of the SCIM resource. */
  readonly target: string;

  /** What it is made from, in words. Undefined for a mapping that is new, or gone. */
  readonly before?: string;
  readonly after?: string;
}

/** What differs between two tables, attribute by attribute. */
export function mappingChanges(before: PlannedMappings, after: PlannedMappings): MappingChange[] {
  return (['users', 'groups'] as const).flatMap((objects) => {
    const [old, next] = [byTarget(before[objects]), byTarget(after[objects])];
    return [...new Set([...old.keys(), ...next.keys()])].flatMap((target) => {
      const [was, becomes] = [old.get(target), next.get(target)];
      const texts = { before: was && inWords(was), after: becomes && inWords(becomes) };
      if (texts.before === texts.after) return [];
      return [{ kind: kindOf(objects, target, was, becomes), objects, target, ...texts }];
    });
  });
}

/** What goes into `roles` is what a user may do: as a whole, or as the value of one of them. */
const ROLES = /^roles(\[.*\])?(\.value)?$/i;

function kindOf(
  objects: MappingChange['objects'],
  target: string,
  before: AttributeMapping | undefined,
  after: AttributeMapping | undefined,
): MappingChange['kind'] {
  if (before?.matching !== undefined || after?.matching !== undefined) return 'matching-mapping-changed';
  if (objects === 'groups') return target === 'members' ? 'members-mapping-changed' : 'mapping-changed';
  if (target === 'active') return after ? 'active-mapping-changed' : 'active-mapping-removed';
  return ROLES.test(target) ? 'role-mapping-changed' : 'mapping-changed';
}

/** `[mail], matches as number 2, only on create, else "none"`; of a mapping without a source, that there is one. */
function inWords({ source, matching, flow, defaultValue }: AttributeMapping): string {
  return [
    source === '' ? 'mapped' : source,
    ...(matching === undefined ? [] : [`matches as number ${matching}`]),
    ...(flow === 'onCreate' ? ['only on create'] : []),
    ...(defaultValue === undefined ? [] : [`else "${defaultValue}"`]),
  ].join(', ');
}

function byTarget(mappings: readonly AttributeMapping[]): Map<string, AttributeMapping> {
  return new Map(mappings.map((mapping) => [mapping.target, mapping]));
}

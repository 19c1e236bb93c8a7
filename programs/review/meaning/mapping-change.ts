import type { AttributeMapping } from '../../../entra/attribute-mapping';
import { shortTarget } from '../../../entra/target-attribute';
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

/** What differs between two tables, attribute by attribute. Two names of one attribute are one. */
export function mappingChanges(before: PlannedMappings, after: PlannedMappings): MappingChange[] {
  return (['users', 'groups'] as const).flatMap((objects) => {
    const [old, next] = [byTarget(objects, before[objects]), byTarget(objects, after[objects])];
    return [...new Set([...old.keys(), ...next.keys()])].flatMap((attribute) => {
      const [was, becomes] = [old.get(attribute) ?? [], next.get(attribute) ?? []];
      if (inWords(was, true) === inWords(becomes, true)) return [];
      const target = (becomes[0] ?? was[0])?.target ?? attribute;
      const renamed = [...was, ...becomes].some((mapping) => mapping.target !== target);
      const kind = kindOf(objects, attribute, was, becomes);
      return [{ kind, objects, target, ...textsOf({ before: was, after: becomes }, renamed) }];
    });
  });
}

/** What goes into `roles` is what a user may do: as a whole, or as the value of one of them. */
const ROLES = /^roles(\[.*\])?(\.value)?$/;

function kindOf(
  objects: MappingChange['objects'],
  attribute: string,
  before: readonly AttributeMapping[],
  after: readonly AttributeMapping[],
): MappingChange['kind'] {
  if ([...before, ...after].some(({ matching }) => matching !== undefined)) return 'matching-mapping-changed';
  if (objects === 'groups') return attribute === 'members' ? 'members-mapping-changed' : 'mapping-changed';
  if (attribute === 'active') return after.length > 0 ? 'active-mapping-changed' : 'active-mapping-removed';
  return ROLES.test(attribute) ? 'role-mapping-changed' : 'mapping-changed';
}

function textsOf(
  { before, after }: { readonly before: readonly AttributeMapping[]; readonly after: readonly AttributeMapping[] },
  named: boolean,
): Pick<MappingChange, 'after' | 'before'> {
  return {
    ...(before.length > 0 ? { before: inWords(before, named) } : {}),
    ...(after.length > 0 ? { after: inWords(after, named) } : {}),
  };
}

/** `[mail], matches as number 2, only on create, otherwise "none"`; of a mapping without a source, that there is one. */
function inWords(mappings: readonly AttributeMapping[], named: boolean): string {
  const texts = mappings.map(({ target, source, matching, flow, defaultValue }) =>
    [
      `${named ? `${target}: ` : ''}${source === '' ? 'mapped' : source}`,
      ...(matching === undefined ? [] : [`matches as number ${matching}`]),
      ...(flow === 'onCreate' ? ['only on create'] : []),
      ...(defaultValue === undefined ? [] : [`otherwise "${defaultValue}"`]),
    ].join(', '),
  );
  return texts.join('; ');
}

/** Mappings by the attribute that they set, however they name it: SCIM takes names in any case (RFC 7643 §2.1). */
function byTarget(
  objects: MappingChange['objects'],
  mappings: readonly AttributeMapping[],
): Map<string, AttributeMapping[]> {
  const found = new Map<string, AttributeMapping[]>();
  for (const mapping of mappings) {
    const attribute = shortTarget(mapping.target, objects).toLowerCase();
    const others = found.get(attribute);
    if (others) others.push(mapping);
    else found.set(attribute, [mapping]);
  }
  return found;
}

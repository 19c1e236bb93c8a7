import type { AttributeMapping } from '../../../entra/attribute-mapping';
import { shortTarget } from '../../../entra/target-attribute';
import { inBrief } from '../counted';
import { groupedBy } from '../grouped';
import { type Consequence, risky, routine, worst } from '../meaning/consequence';
import type { Unplaced } from '../meaning/finding';

import type { PlannedMappings } from './sync-settings';

export const INITIAL = 'Entra starts a new initial cycle, which looks at everybody in scope again and can take hours.';

/** Changes to the table of attribute mappings. */
export const ATTRIBUTE_MAPPINGS = {
  'matching-mapping-changed': risky(
    'Entra looks for accounts by another attribute',
    'Entra creates a second account for everybody it does not find by the new attribute.',
    INITIAL,
  ),
  'active-mapping-removed': risky(
    "The mapping of 'active' is removed",
    'Without it Entra cannot disable an account.',
    `${INITIAL} From then on it deletes accounts at once where it would have disabled them.`,
  ),
  'active-mapping-changed': risky(
    "The mapping of 'active' changes",
    'It decides who is enabled and who is disabled in the product.',
    `${INITIAL} A wrong expression disables everybody.`,
  ),
  'role-mapping-changed': risky(
    'Entra sends something else as the role of a user',
    'It decides which role everybody in scope holds in the product.',
    `${INITIAL} It gives everybody the role that the new mapping yields; without one it sends no roles any more, and later changes to assignments reach nobody.`,
  ),
  'members-mapping-changed': risky(
    'Entra sends something else as the members of a group',
    'It decides who is in the groups of the product.',
    `${INITIAL} It sets the members again; without a mapping groups keep the members of today, whoever joins or leaves.`,
  ),
  'mapping-changed': routine(
    'Attribute mappings change',
    'Matching, enabling, roles and members do not depend on them.',
    INITIAL,
  ),
  'object-type-off': risky(
    'Groups are no longer provisioned',
    'Without any mapping Entra leaves groups alone.',
    'Groups in the product stay as they are, with the members of today.',
  ),
  'object-type-on': routine('Groups are provisioned', 'Groups that are assigned come into the product.', INITIAL),
} as const satisfies Record<string, Consequence>;

type Kind = keyof typeof ATTRIBUTE_MAPPINGS;

/** Maximum number of mappings named in the clause. */
const BRIEF_MAX = 4;

/** Findings about a changed mapping table, worst first. In the clause, one finding covers all of them. */
export function explainMappings(old: PlannedMappings, next: PlannedMappings): Unplaced<Kind>[] {
  const changes = mappingChanges(old, next);
  if (changes.length === 0) return [];

  const kinds = [...new Set(changes.map(({ kind }) => kind))];
  const worstClass = worst(kinds.map((kind) => ATTRIBUTE_MAPPINGS[kind].class));
  const speaker = kinds.find((kind) => ATTRIBUTE_MAPPINGS[kind].class === worstClass);
  const brief = `mappings change: ${inBrief(changes.map(happening), BRIEF_MAX)}`;

  return [
    ...changes.map((change) => ({
      kind: change.kind,
      what: `${change.objects}: ${happening(change)}`,
      attributes: [{ name: change.target, before: change.before ?? null, after: change.after ?? null }],
      brief: change.kind === speaker ? brief : '',
    })),
    ...groupSwitch(old, next),
  ];
}

function groupSwitch(old: PlannedMappings, next: PlannedMappings): Unplaced<Kind>[] {
  const [before, after] = [old.groups.length > 0, next.groups.length > 0];
  if (before === after) return [];
  return [{ kind: after ? 'object-type-on' : 'object-type-off', what: 'mappings of groups' }];
}

function happening(change: MappingChange): string {
  return `${change.target} ${verbOf(change)}`;
}

function verbOf({ before, after }: MappingChange): string {
  if (before === undefined) return 'added';
  return after === undefined ? 'removed' : 'changed';
}

/** The change to one attribute's mapping. */
export interface MappingChange {
  readonly kind: Extract<Kind, `${string}mapping-${string}`>;
  readonly objects: 'groups' | 'users';

  /** Attribute of the SCIM resource. */
  readonly target: string;

  /** Its source, in words. Undefined on the side where the mapping does not exist. */
  readonly before?: string;
  readonly after?: string;
}

/** The differences between two tables, attribute by attribute. Different names of one attribute count as one. */
export function mappingChanges(before: PlannedMappings, after: PlannedMappings): MappingChange[] {
  return (['users', 'groups'] as const).flatMap((objects) => {
    const [old, next] = [byTarget(objects, before[objects]), byTarget(objects, after[objects])];
    return [...new Set([...old.keys(), ...next.keys()])].flatMap((attribute) => {
      const [was, becomes] = [old.get(attribute) ?? [], next.get(attribute) ?? []];
      if (inWords(was, true) === inWords(becomes, true)) return [];
      const target = (becomes[0] ?? was[0])?.target ?? attribute;
      const renamed = [...was, ...becomes].some((mapping) => mapping.target !== target);
      const kind = kindOf(objects, attribute, was, becomes);
      const [before, after] = [was, becomes].map((all) => (all.length > 0 ? inWords(all, renamed) : undefined));
      return [{ kind, objects, target, before, after }];
    });
  });
}

/** A mapping to `roles`, as a whole or to the value of a role, decides what a user may do. */
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

/**
 * `[mail], matches as number 2, only on create, otherwise "none"`; for a mapping without a source, only that it exists.
 */
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

/**
 * Mappings by the attribute that they set, however it is spelled, since SCIM names are case-insensitive (RFC 7643
 * §2.1).
 */
function byTarget(objects: MappingChange['objects'], mappings: readonly AttributeMapping[]) {
  return groupedBy(mappings, ({ target }) => shortTarget(target, objects).toLowerCase());
}

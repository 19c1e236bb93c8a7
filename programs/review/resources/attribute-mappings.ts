import { inBrief } from '../../../command-line/counted';
import type { AttributeMapping } from '../../../entra/attribute-mapping';
import { shortTarget } from '../../../entra/target-attribute';
import { groupedBy } from '../grouped';
import { type Consequence, risky, routine, worst } from '../meaning/consequence';
import type { Unplaced } from '../meaning/finding';

import type { PlannedMappings } from './sync-settings';

export const INITIAL = 'Entra starts a new initial cycle, which evaluates everybody in scope again and can take hours.';

/** Consequences of changes to the attribute mappings. */
export const ATTRIBUTE_MAPPINGS = {
  'matching-mapping-changed': risky(
    'Entra matches accounts by another attribute',
    'Entra creates a second account for everybody whom it does not find by the new attribute.',
    INITIAL,
  ),
  'active-mapping-removed': risky(
    "The mapping of 'active' is removed",
    'Without it Entra cannot disable an account.',
    `${INITIAL} From then on, it deletes accounts immediately instead of disabling them.`,
  ),
  'active-mapping-changed': risky(
    "The mapping of 'active' changes",
    'It decides who is enabled and who is disabled in the product.',
    `${INITIAL} A wrong expression disables everybody.`,
  ),
  'role-mapping-changed': risky(
    'Entra sends something else as the role of a user',
    'It decides which role everybody in scope holds in the product.',
    `${INITIAL} Everybody gets the role that the new mapping yields. Without a mapping, Entra no longer sends roles, and later changes to assignments have no effect in the product.`,
  ),
  'members-mapping-changed': risky(
    'Entra sends something else as the members of a group',
    'It decides who is in the groups of the product.',
    `${INITIAL} Entra sends the members again. Without a mapping, groups in the product keep their current members, whoever joins or leaves.`,
  ),
  'mapping-changed': routine(
    'Attribute mappings change',
    'Matching, enabling, roles and members do not depend on them.',
    INITIAL,
  ),
  'object-type-off': risky(
    'Groups are no longer provisioned',
    'Without any mapping Entra does not touch groups.',
    'Groups in the product stay as they are, with their current members.',
  ),
  'object-type-on': routine('Groups are provisioned', 'Assigned groups appear in the product.', INITIAL),
} as const satisfies Record<string, Consequence>;

type Kind = keyof typeof ATTRIBUTE_MAPPINGS;

/** Maximum number of mappings to name in the clause for the whole plan. */
const BRIEF_MAX = 4;

/**
 * Explains the differences between two tables of mappings. Each difference has a finding of its own. For the one-line
 * summary of the plan, a finding of the worst class gets a clause that covers all differences.
 */
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

/** A change to the mapping of one attribute. */
export interface MappingChange {
  readonly kind: Extract<Kind, `${string}mapping-${string}`>;
  readonly objects: 'groups' | 'users';

  /** Attribute of the SCIM resource. */
  readonly target: string;

  /**
   * Description of the attribute's source before and after the change. Undefined if there is no mapping at that point.
   */
  readonly before?: string;
  readonly after?: string;
}

/**
 * The differences between two tables, attribute by attribute. An attribute whose name is written in different ways
 * still counts as one attribute.
 */
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

/**
 * Matches the paths of `roles` and of a role's value. A mapping to one of these attributes decides what a user may do.
 */
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
 * Describes the mappings of one attribute: `[mail], matches as number 2, only on create, otherwise "none"`. If a
 * mapping has no source, the description only says that the mapping exists.
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
 * Groups mappings by the attribute that they set. Upper and lower case do not matter, because SCIM attribute names are
 * case-insensitive (RFC 7643 §2.1).
 */
function byTarget(objects: MappingChange['objects'], mappings: readonly AttributeMapping[]) {
  return groupedBy(mappings, ({ target }) => shortTarget(target, objects).toLowerCase());
}

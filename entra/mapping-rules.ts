import { closest } from 'fastest-levenshtein';

import type { AttributeMapping, MappingTable } from './attribute-mapping';
import { type MappingExpression, MappingExpressionError, parseMappingExpression } from './mapping-expression';
import { MAPPING_FUNCTIONS } from './mapping-function';
import { targetFlaw } from './target-attribute';

/** A mistake in a mapping table, and where it is. */
export interface MappingComplaint {
  /** Keys and indexes that lead to the value, for example `['users', 3, 'source']`. */
  readonly path: readonly (number | string)[];
  readonly message: string;
}

type Kind = keyof MappingTable;

/**
 * Lists all mistakes in a mapping table. If there are none, Entra accepts the table.
 *
 * A mapping for `active` is optional. Without it, Entra deletes users who leave the scope, instead of disabling them
 * first.
 */
export function mappingComplaints(table: MappingTable): MappingComplaint[] {
  return (['users', 'groups'] as const).flatMap((kind) => [
    ...table[kind].flatMap((mapping, index) => rowComplaints(kind, mapping, index)),
    ...repeatedTargets(kind, table[kind]),
    ...matchingComplaints(kind, table[kind]),
    ...missingTargets(kind, table[kind]),
  ]);
}

function rowComplaints(kind: Kind, { target, source }: AttributeMapping, index: number): MappingComplaint[] {
  const flaw = targetFlaw(target, kind);
  return [
    ...(flaw === undefined ? [] : [{ path: [kind, index, 'target'], message: flaw }]),
    ...sourceFlaws(source, target).map((message) => ({ path: [kind, index, 'source'], message })),
  ];
}

function sourceFlaws(source: string, target: string): string[] {
  try {
    const expression = parseMappingExpression(source);
    return [...functionFlaws(expression), ...roleFlaws(expression, target)];
  } catch (error) {
    if (!(error instanceof MappingExpressionError)) throw error;
    return [`must be an expression: ${error.message}`];
  }
}

function functionFlaws(expression: MappingExpression): string[] {
  if (expression.type === 'comparison') return [expression.left, expression.right].flatMap(functionFlaws);
  if (expression.type !== 'function') return [];

  const { name, arguments: args } = expression;
  const known = MAPPING_FUNCTIONS.get(name);
  const nested = args.flatMap(functionFlaws);
  if (!known) {
    const nearest = closest(name, [...MAPPING_FUNCTIONS.keys()]);
    return [`must use functions of Entra's mapping language; got '${name}', the nearest is '${nearest}'`, ...nested];
  }
  const { argumentsMin: min, argumentsMax: max } = known;
  if (args.length >= min && args.length <= max) return nested;
  const count = min === max ? min : max === Infinity ? `at least ${min}` : `${min} to ${max}`;
  return [`must give '${name}' ${count} arguments; got ${args.length}`, ...nested];
}

/** Functions that return all roles of a user as a list, rather than the name of one role. */
const ALL_ROLES = ['AppRoleAssignmentsComplex', 'AssertiveAppRoleAssignmentsComplex'];

function roleFlaws(expression: MappingExpression, target: string): string[] {
  if (expression.type !== 'function') return [];
  const { name } = expression;
  if (ALL_ROLES.includes(name) && target !== 'roles')
    return [`must map '${name}' to 'roles', since it returns all roles as a whole`];
  return name === 'SingleAppRoleAssignment' && target === 'roles'
    ? [`must map '${name}' to roles[primary eq "True"].value: it returns the name of one role`]
    : [];
}

function repeatedTargets(kind: Kind, mappings: readonly AttributeMapping[]): MappingComplaint[] {
  const targets = mappings.map(({ target }) => target.toLowerCase());
  return mappings.flatMap(({ target }, index) =>
    targets.indexOf(target.toLowerCase()) === index
      ? []
      : [{ path: [kind, index, 'target'], message: `must occur only once; '${target}' already has a source above` }],
  );
}

function matchingComplaints(kind: Kind, mappings: readonly AttributeMapping[]): MappingComplaint[] {
  if (mappings.length === 0) return [];
  const ranks = mappings.map(({ matching }) => matching);
  if (!ranks.includes(1)) {
    const what = `Entra searches for existing ${kind} by this attribute before it creates one`;
    return [{ path: [kind], message: `must have a mapping with 'matching: 1': ${what}` }];
  }
  return mappings.flatMap(({ target, matching }, index) => {
    const first = ranks.indexOf(matching);
    if (matching === undefined || first === index) return [];
    const other = mappings[first]?.target ?? '';
    const message = `must be a rank that no other mapping has; '${target}' and '${other}' both have ${matching}`;
    return [{ path: [kind, index, 'matching'], message }];
  });
}

const NEEDED = { users: 'userName', groups: 'displayName' } as const;

function missingTargets(kind: Kind, mappings: readonly AttributeMapping[]): MappingComplaint[] {
  // A table without mappings for groups is valid: groups are then not provisioned.
  if (kind === 'groups' && mappings.length === 0) return [];
  if (mappings.some(({ target }) => target === NEEDED[kind])) return [];
  return [{ path: [kind], message: `must map '${NEEDED[kind]}', because SCIM requires it for ${kind}` }];
}

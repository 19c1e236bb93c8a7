import { isDeepStrictEqual } from 'node:util';

import type { AttributeMapping } from '../../../entra/attribute-mapping';
import { type MappingExpression, parseMappingExpression } from '../../../entra/mapping-expression';

import type { GraphAttributeMapping } from './synchronization-schema';

/** A mapping in a form that can be compared. Mappings from files and mappings from Graph are converted to this form. */
export interface MappingTerms {
  readonly expression: string;

  /** Rank among the matching attributes. 0 if the attribute is not used for matching. */
  readonly matchingPriority: number;
  readonly flowType: string;

  /** Null if there is no default value. */
  readonly defaultValue: string | null;
}

const FLOW_TYPES = { always: 'Always', onCreate: 'ObjectAddOnly' } as const;

export function wantedTerms({ source, matching, flow, defaultValue }: AttributeMapping): MappingTerms {
  return {
    expression: source,
    matchingPriority: matching ?? 0,
    flowType: FLOW_TYPES[flow ?? 'always'],
    defaultValue: defaultValue || null,
  };
}

export function graphTerms({ source, matchingPriority, flowType, defaultValue }: GraphAttributeMapping): MappingTerms {
  return {
    // For a constant, the Entra admin center stores a mapping without a source and puts the constant into the default
    // value.
    expression: source ? source.expression : JSON.stringify(defaultValue ?? ''),
    matchingPriority,
    flowType,
    defaultValue: source ? defaultValue || null : null,
  };
}

/** Whether two mappings have the same meaning. Spaces in expressions do not matter. */
export function sameTerms(one: MappingTerms, other: MappingTerms): boolean {
  return (
    one.matchingPriority === other.matchingPriority &&
    one.flowType === other.flowType &&
    one.defaultValue === other.defaultValue &&
    isDeepStrictEqual(meaning(one.expression), meaning(other.expression))
  );
}

/** A mapping in a few words, for example `[mail], matched by (1), only when created, default 'none'`. */
export function describeTerms({ expression, matchingPriority, flowType, defaultValue }: MappingTerms): string {
  return [
    expression,
    ...(matchingPriority === 0 ? [] : [`matched by (${matchingPriority})`]),
    ...(flowType === FLOW_TYPES.always ? [] : [flowType === FLOW_TYPES.onCreate ? 'only when created' : flowType]),
    ...(defaultValue === null ? [] : [`default '${defaultValue}'`]),
  ].join(', ');
}

/**
 * The expression as a tree. If we cannot parse the expression, it stays a string, because an admin may use functions
 * that we do not know.
 */
function meaning(expression: string): MappingExpression | string {
  try {
    return parseMappingExpression(expression);
  } catch {
    return expression;
  }
}

import { type MappingExpression, parseMappingExpression } from '../../entra/mapping-expression';

import type { EntraObject } from './entra-object';
import { MAPPING_CALLS } from './mapping-calls';

/**
 * The value that Entra sends for a mapping: the result of the mapping's expression for a user or group. Undefined if
 * there is no value, since Entra does not provision nulls.
 *
 * @throws {Error} for an expression that the rehearsal cannot evaluate.
 */
export function evaluateMapping(source: string, object: EntraObject): string | undefined {
  return evaluate(parseMappingExpression(source), object);
}

/** Returns the reason why the rehearsal cannot evaluate an expression. Returns undefined if it can. */
export function unplayable(source: string): string | undefined {
  return flawOf(parseMappingExpression(source));
}

/**
 * Attributes that refer to other objects. Entra sends such an attribute as soon as the other object exists in the
 * service.
 */
const REFERENCES = ['manager', 'members', 'owners'];

function flawOf(expression: MappingExpression): string | undefined {
  switch (expression.type) {
    case 'attribute':
      return REFERENCES.includes(expression.name) ? `'${expression.name}' refers to other objects` : undefined;
    case 'comparison':
      return flawOf(expression.left) ?? flawOf(expression.right);
    case 'function': {
      const { name, arguments: args } = expression;
      if (name === 'SingleAppRoleAssignment') return undefined;
      if (!MAPPING_CALLS.has(name)) return `the rehearsal does not know the mapping function '${name}'`;
      return [...(name === 'Replace' ? [flawOfReplace(args)] : []), ...args.map(flawOf)].find(
        (flaw) => flaw !== undefined,
      );
    }
    default:
      return undefined;
  }
}

/**
 * Returns the reason why the rehearsal cannot evaluate a call of `Replace`. The reason depends on the third, fourth and
 * sixth arguments.
 */
function flawOfReplace([, , pattern, group, , attribute]: readonly MappingExpression[]): string | undefined {
  if ([group, attribute].some((arg) => arg !== undefined && arg.type !== 'empty')) {
    return 'the rehearsal supports Replace only without regexGroupName and replacementAttributeName';
  }
  if (pattern?.type !== 'constant') return undefined;
  try {
    new RegExp(pattern.value, 'g');
    return undefined;
  } catch {
    return `the rehearsal cannot read the pattern '${pattern.value}'`; // patterns of .NET have features that JavaScript lacks
  }
}

function evaluate(expression: MappingExpression, object: EntraObject): string | undefined {
  switch (expression.type) {
    case 'empty':
      return undefined;
    case 'constant':
      return expression.value;
    case 'attribute':
      return attributeOf(expression.name, object);
    case 'comparison':
      return compare(expression.operator, evaluate(expression.left, object), evaluate(expression.right, object));
    case 'function': {
      const { name, arguments: args } = expression;
      if (name === 'SingleAppRoleAssignment') return object.role;
      const call = MAPPING_CALLS.get(name);
      if (!call) throw new Error(`the rehearsal does not know the mapping function '${name}'`);
      return call(args.map((arg) => evaluate(arg, object)));
    }
  }
}

function attributeOf(name: string, { attributes, enabled }: EntraObject): string | undefined {
  if (name === 'IsSoftDeleted') return enabled ? 'False' : 'True';
  if (name === 'accountEnabled') return enabled ? 'True' : 'False';
  return attributes[name];
}

function compare(operator: string, left = '', right = ''): string {
  const numbers = [left, right].every((text) => text !== '' && Number.isFinite(Number(text)));
  const order = numbers ? Number(left) - Number(right) : left < right ? -1 : left > right ? 1 : 0;
  const holds: Readonly<Record<string, boolean>> = {
    '=': order === 0,
    '<>': order !== 0,
    '<': order < 0,
    '>': order > 0,
    '<=': order <= 0,
    '>=': order >= 0,
  };
  return holds[operator] ? 'True' : 'False';
}

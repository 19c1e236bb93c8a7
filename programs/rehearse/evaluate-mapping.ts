import { type MappingExpression, parseMappingExpression } from '../../entra/mapping-expression';

import type { EntraObject } from './entra-object';
import { MAPPING_CALLS } from './mapping-calls';

/**
 * What Entra sends for a mapping: the value of its expression over a user or group. Undefined when there is none, since
 * Entra provisions no nulls.
 *
 * @throws {Error} for an expression that the rehearsal cannot evaluate.
 */
export function evaluateMapping(source: string, object: EntraObject): string | undefined {
  return evaluate(parseMappingExpression(source), object);
}

/** Why the rehearsal cannot evaluate an expression. Undefined if it can. */
export function unplayable(source: string): string | undefined {
  return flawOf(parseMappingExpression(source));
}

/** Attributes that refer to other objects, which Entra sends once those exist in the service. */
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

/** Why a Replace cannot be evaluated, judged by its third, fourth and sixth arguments. */
function flawOfReplace([, , pattern, group, , attribute]: readonly MappingExpression[]): string | undefined {
  if ([group, attribute].some((arg) => arg !== undefined && arg.type !== 'empty')) {
    return 'the rehearsal knows Replace without regexGroupName and replacementAttributeName only';
  }
  if (pattern?.type !== 'constant') return undefined;
  try {
    new RegExp(pattern.value, 'g');
    return undefined;
  } catch {
    return `the rehearsal cannot read the pattern '${pattern.value}'`; // .NET has features that JavaScript lacks
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

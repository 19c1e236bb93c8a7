import { type MappingExpression, parseMappingExpression } from '../constructs/entra/mapping-expression';

import type { EntraUser } from './entra-object';

/**
 * What Entra sends for a mapping: the value of its expression over a user. Undefined when there is none, since Entra
 * provisions no nulls.
 *
 * @throws {Error} for a function that the rehearsal does not know.
 */
export function evaluateMapping(source: string, user: EntraUser): string | undefined {
  return evaluate(parseMappingExpression(source), user);
}

function evaluate(expression: MappingExpression, user: EntraUser): string | undefined {
  switch (expression.type) {
    case 'empty':
      return undefined;
    case 'constant':
      return expression.value;
    case 'attribute':
      return attributeOf(expression.name, user);
    case 'function':
      return call(expression.name, expression.arguments, user);
    case 'comparison':
      throw new Error(`the rehearsal does not know the comparison '${expression.operator}'`);
  }
}

function attributeOf(name: string, user: EntraUser): string | undefined {
  if (name === 'IsSoftDeleted') return user.enabled ? 'False' : 'True';
  return user.attributes[name];
}

/** Functions of Entra's mapping language that the presets use. */
function call(name: string, args: readonly MappingExpression[], user: EntraUser): string | undefined {
  switch (name) {
    case 'Switch': {
      const [source, otherwise, ...pairs] = args.map((arg) => evaluate(arg, user));
      const match = pairs.findIndex((key, index) => index % 2 === 0 && key === source);
      return match < 0 ? otherwise : pairs[match + 1];
    }
    case 'Join': {
      const [separator = '', ...parts] = args.map((arg) => evaluate(arg, user));
      return parts.filter((part) => part !== undefined).join(separator);
    }
    case 'SingleAppRoleAssignment':
      return user.role;
    default:
      throw new Error(`the rehearsal does not know the mapping function '${name}'`);
  }
}

import { type MappingExpression, parseMappingExpression } from '../../../entra/mapping-expression';

import type { AttributeMappingSource } from './synchronization-schema';

/**
 * The names that Graph uses for the arguments of functions, as far as they are known. A name may differ from the
 * documented name. For example, the second argument of the function `Replace` is `Find` in Graph but `oldValue` in the
 * documentation.
 */
const ARGUMENT_KEYS: ReadonlyMap<string, readonly string[]> = new Map([
  ['Append', ['source', 'suffix']],
  ['AppRoleAssignmentsComplex', ['source']],
  ['AssertiveAppRoleAssignmentsComplex', ['source']],
  ['Mid', ['source', 'start', 'length']],
  ['Not', ['source']],
  ['SingleAppRoleAssignment', ['source']],
]);

/**
 * Graph's representation of an expression as a tree. Undefined if the expression contains a function whose argument
 * names are known only to Graph. In that case, Graph must parse the expression itself.
 *
 * @throws {MappingExpressionError} if the string is not an expression.
 */
export function mappingSource(text: string): AttributeMappingSource | undefined {
  const source = sourceOf(parseMappingExpression(text));
  return source && { ...source, expression: source.type === 'Function' ? text : source.expression };
}

function sourceOf(expression: MappingExpression): AttributeMappingSource | undefined {
  switch (expression.type) {
    case 'attribute':
      return { expression: `[${expression.name}]`, name: expression.name, type: 'Attribute', parameters: [] };
    case 'constant':
      return { expression: quoted(expression.value), name: expression.value, type: 'Constant', parameters: [] };
    case 'function':
      return functionSource(expression.name, expression.arguments);
    case 'comparison':
    case 'empty':
      return undefined;
  }
}

function functionSource(name: string, args: readonly MappingExpression[]): AttributeMappingSource | undefined {
  const keys = ARGUMENT_KEYS.get(name);
  const values = args.map(sourceOf).filter((value) => value !== undefined);
  if (!keys || values.length !== keys.length) return undefined;
  return {
    expression: `${name}(${values.map(({ expression }) => expression).join(', ')})`,
    name,
    type: 'Function',
    parameters: values.map((value, index) => ({ key: keys[index] ?? '', value })),
  };
}

function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}

import { type MappingExpression, parseMappingExpression } from '../../../entra/mapping-expression';
import type { AttributeMappingSource } from '../../../programs/sync/schema/synchronization-schema';

/** Names that Graph gives to the arguments of functions. The last name is repeated for all further arguments. */
const ARGUMENT_KEYS: Readonly<Record<string, readonly string[]>> = {
  Coalesce: ['source'],
  Join: ['separator', 'source'],
  Replace: ['source', 'Find', 'RegexPattern', 'RegexGroupName', 'Replacement', 'ReplacementPropertyName', 'Template'],
  Switch: ['source', 'defaultValue', 'switchValue'],
  ToLower: ['source', 'culture'],
};

/** Graph's parser of expressions: returns the tree, or the reason why the expression cannot be parsed. */
export function readExpression(expression: string): object {
  try {
    const parsedExpression = tree(parseMappingExpression(expression));
    return { parsingSucceeded: true, evaluationSucceeded: false, parsedExpression, error: null };
  } catch (error) {
    const { message } = error as Error;
    return { parsingSucceeded: false, parsedExpression: null, error: { code: 'InvalidExpression', message } };
  }
}

function tree(expression: MappingExpression): AttributeMappingSource {
  switch (expression.type) {
    case 'attribute':
      return { expression: `[${expression.name}]`, name: expression.name, parameters: [], type: 'Attribute' };
    case 'constant':
      return { expression: `"${expression.value}"`, name: expression.value, parameters: [], type: 'Constant' };
    case 'comparison':
    case 'empty':
      throw new Error('nothing can be made of it');
    case 'function': {
      const keys = ARGUMENT_KEYS[expression.name];
      if (!keys) throw new Error(`there is no function '${expression.name}'`);
      const parameters = expression.arguments
        .map((argument, index) => ({ key: keys[Math.min(index, keys.length - 1)] ?? '', argument }))
        .filter(({ argument }) => argument.type !== 'empty')
        .map(({ key, argument }) => ({ key, value: tree(argument) }));
      const args = parameters.map(({ value }) => value.expression).join(', ');
      return { expression: `${expression.name}(${args})`, name: expression.name, parameters, type: 'Function' };
    }
  }
}

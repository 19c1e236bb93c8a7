import { DEFAULT_MAPPINGS } from '../../entra/attribute-mapping';
import { MappingExpressionError, parseMappingExpression } from '../../entra/mapping-expression';

describe('parseMappingExpression', () => {
  test('reads an attribute', () => {
    expect(parseMappingExpression('[userPrincipalName]')).toEqual({ type: 'attribute', name: 'userPrincipalName' });
  });

  test('reads a string with an escaped quote', () => {
    expect(parseMappingExpression(String.raw`"say \"hi\""`)).toEqual({ type: 'constant', value: 'say "hi"' });
  });

  test('reads a function with an empty argument', () => {
    expect(parseMappingExpression('Switch([IsSoftDeleted], , "False", "True")')).toEqual({
      type: 'function',
      name: 'Switch',
      arguments: [
        { type: 'attribute', name: 'IsSoftDeleted' },
        { type: 'empty' },
        { type: 'constant', value: 'False' },
        { type: 'constant', value: 'True' },
      ],
    });
  });

  test('reads functions inside functions', () => {
    expect(parseMappingExpression('Join(" ", ToLower([givenName]), [surname])')).toMatchObject({
      name: 'Join',
      arguments: [{ value: ' ' }, { name: 'ToLower', arguments: [{ name: 'givenName' }] }, { name: 'surname' }],
    });
  });

  test('reads a comparison, as in a condition of IIF', () => {
    expect(parseMappingExpression('IIF([country]<>"USA", [state], 7)')).toMatchObject({
      name: 'IIF',
      arguments: [
        {
          type: 'comparison',
          operator: '<>',
          left: { type: 'attribute', name: 'country' },
          right: { type: 'constant', value: 'USA' },
        },
        { name: 'state' },
        { value: '7' },
      ],
    });
  });

  test('reads every expression of the default table', () => {
    for (const { source } of [...DEFAULT_MAPPINGS.users, ...DEFAULT_MAPPINGS.groups]) {
      expect(() => parseMappingExpression(source)).not.toThrow();
    }
  });

  test.each([
    ['', "expected an attribute, a string or a function at character 1 of ''"],
    ['[mail', "expected the end at character 1 of '[mail'"],
    ['Switch([a]', "expected ',' or ')' at character 11 of 'Switch([a]'"],
    ['[mail] [surname]', "expected the end at character 8 of '[mail] [surname]'"],
    ['mail', "expected the end at character 1 of 'mail'"],
    ['IIF([a] = , 1, 2)', "expected something to compare with '=' at character 11 of 'IIF([a] = , 1, 2)'"],
  ])("fails on '%s' and says where", (text, message) => {
    expect(() => parseMappingExpression(text)).toThrow(new MappingExpressionError(message));
  });
});

import { mappingSource } from '../../../../programs/sync/schema/mapping-source';

describe('mappingSource', () => {
  test('writes an attribute as Graph does', () => {
    expect(mappingSource(' [mail] ')).toEqual({
      type: 'Attribute',
      name: 'mail',
      expression: '[mail]',
      parameters: [],
    });
  });

  test('writes numeric arguments as texts, and leaves the expression as it was written', () => {
    expect(mappingSource('Mid(Not([a]), 1, 8)')).toEqual({
      type: 'Function',
      name: 'Mid',
      expression: 'Mid(Not([a]), 1, 8)',
      parameters: [
        {
          key: 'source',
          value: {
            type: 'Function',
            name: 'Not',
            expression: 'Not([a])',
            parameters: [{ key: 'source', value: { type: 'Attribute', name: 'a', expression: '[a]', parameters: [] } }],
          },
        },
        { key: 'start', value: { type: 'Constant', name: '1', expression: '"1"', parameters: [] } },
        { key: 'length', value: { type: 'Constant', name: '8', expression: '"8"', parameters: [] } },
      ],
    });
  });

  test.each([
    'Switch([IsSoftDeleted], , "False", "True", "True", "False")',
    'Append(ToLower([mail]), "x")',
    'Append([mail], )',
    'Mid([mail], 1)',
    'IIF([a] = "b", "c", "d")',
  ])('leaves %s to Graph, which names the arguments', (expression) => {
    expect(mappingSource(expression)).toBeUndefined();
  });
});

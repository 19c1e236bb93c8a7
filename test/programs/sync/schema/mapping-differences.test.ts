import { DEFAULT_MAPPINGS } from '../../../../entra/attribute-mapping';
import { applyMappings, type DeclaredMappings } from '../../../../programs/sync/schema/apply-mappings';
import { mappingDifferences } from '../../../../programs/sync/schema/mapping-differences';
import { objectMappingOf } from '../../../../programs/sync/schema/object-type';
import { mappingTo, templateSchema } from '../../../support/scim-schema';

const DEFAULT: DeclaredMappings = { mappings: DEFAULT_MAPPINGS, scopingFilters: { users: [], groups: [] } };

/** The schema that the sync step left, with a change made in the portal. */
function changedSchema(change: (schema: ReturnType<typeof templateSchema>) => void) {
  const schema = structuredClone(applyMappings(templateSchema(), DEFAULT));
  change(schema);
  return schema;
}

describe('mappingDifferences', () => {
  test('names mappings that only the template or only the table has', () => {
    const differences = mappingDifferences(templateSchema(), DEFAULT);

    expect(differences).toContainEqual({ type: 'users', target: 'title', declared: undefined, found: '[jobTitle]' });
    expect(differences).toContainEqual({
      type: 'users',
      target: 'roles[primary eq "True"].value',
      declared: 'SingleAppRoleAssignment([appRoleAssignments])',
      found: undefined,
    });
    expect(differences).toContainEqual({
      type: 'groups',
      target: 'externalId',
      declared: undefined,
      found: '[objectId]',
    });
    expect(differences).toHaveLength(19);
  });

  test('reports a change to source, rank, flow and default', () => {
    const schema = changedSchema((changed) => {
      Object.assign(mappingTo(changed, 'userName') ?? {}, { matchingPriority: 2 });
      Object.assign(mappingTo(changed, 'name.givenName') ?? {}, { flowType: 'ObjectAddOnly', defaultValue: '-' });
      Object.assign(mappingTo(changed, 'name.familyName') ?? {}, { flowType: 'MultiValueAddOnly' });
    });

    expect(mappingDifferences(schema, DEFAULT)).toEqual([
      {
        type: 'users',
        target: 'userName',
        declared: '[userPrincipalName], matched by (1)',
        found: '[userPrincipalName], matched by (2)',
      },
      {
        type: 'users',
        target: 'name.givenName',
        declared: '[givenName]',
        found: "[givenName], only when created, default '-'",
      },
      { type: 'users', target: 'name.familyName', declared: '[surname]', found: '[surname], MultiValueAddOnly' },
    ]);
  });

  test('compares an expression that only Entra can read', () => {
    const schema = changedSchema((changed) => {
      Object.assign(mappingTo(changed, 'name.givenName')?.source ?? {}, { expression: '[a] & [b]' });
    });

    expect(mappingDifferences(schema, DEFAULT)).toMatchObject([{ target: 'name.givenName', found: '[a] & [b]' }]);
  });

  test('reports that groups are switched off, and then nothing about their mappings', () => {
    const schema = changedSchema((changed) => {
      Object.assign(objectMappingOf(changed, 'groups') ?? {}, { enabled: false, attributeMappings: [] });
    });

    expect(mappingDifferences(schema, DEFAULT)).toEqual([
      { type: 'groups', declared: 'provisioned', found: 'not provisioned' },
    ]);
  });

  test('reports a scoping filter that only the portal has', () => {
    const schema = changedSchema((changed) => {
      const clauses = [
        { sourceOperandName: 'city', operatorName: 'EQUALS', targetOperand: { values: ['Bonn'] } },
        { sourceOperandName: 'mail', operatorName: 'IS NOT NULL', targetOperand: null },
      ];
      Object.assign(objectMappingOf(changed, 'users') ?? {}, { scope: { groups: [{ name: 'Bonn', clauses }] } });
    });

    expect(mappingDifferences(schema, DEFAULT)).toEqual([
      { type: 'users', declared: 'no filter', found: "Bonn: city EQUALS 'Bonn' and mail IS NOT NULL" },
    ]);
  });
});

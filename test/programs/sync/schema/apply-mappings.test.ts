import { DEFAULT_MAPPINGS, MAPPING_PRESETS, type MappingTable } from '../../../../entra/attribute-mapping';
import type { ScopingFilters } from '../../../../entra/sync-settings';
import {
  applyMappings,
  type DeclaredMappings,
  SchemaError,
  unreadExpressions,
} from '../../../../programs/sync/schema/apply-mappings';
import { mappingDifferences } from '../../../../programs/sync/schema/mapping-differences';
import { objectMappingOf } from '../../../../programs/sync/schema/object-type';
import type { AttributeMappingSource } from '../../../../programs/sync/schema/synchronization-schema';
import { mappingsOf, mappingTo, targetAttributes, templateSchema } from '../../../support/scim-schema';

const NO_FILTERS: ScopingFilters = { users: [], groups: [] };
const DEFAULT: DeclaredMappings = { mappings: DEFAULT_MAPPINGS, scopingFilters: NO_FILTERS };
const ROLE = 'roles[primary eq "True"].value';

/** The default table, with the mapping of one attribute of users replaced or added. */
function withUserMapping(mapping: MappingTable['users'][number]): DeclaredMappings {
  const users = DEFAULT_MAPPINGS.users.filter(({ target }) => target !== mapping.target);
  return { ...DEFAULT, mappings: { ...DEFAULT_MAPPINGS, users: [...users, mapping] } };
}

describe('applyMappings', () => {
  test('keeps the mappings of the table, in the order of the template and with new ones last', () => {
    const schema = applyMappings(templateSchema(), DEFAULT);

    expect(mappingsOf(schema, 'users').map(({ targetAttributeName }) => targetAttributeName)).toEqual([
      'userName',
      'active',
      'emails[type eq "work"].value',
      'name.givenName',
      'name.familyName',
      ROLE,
    ]);
    expect(mappingsOf(schema, 'groups').map(({ targetAttributeName }) => targetAttributeName)).toEqual([
      'displayName',
      'members',
    ]);
    expect(mappingDifferences(schema, DEFAULT)).toEqual([]);
  });

  test('returns an unchanged mapping as it came, unknown members included', () => {
    const template = templateSchema();
    const active = mappingTo(template, 'active');
    Object.assign(active ?? {}, { keptBy: 'Graph' });

    expect(mappingTo(applyMappings(template, DEFAULT), 'active')).toBe(active);
  });

  test('returns everything else as it came', () => {
    const template = templateSchema();
    const { synchronizationRules: rules, directories, ...rest } = applyMappings(template, DEFAULT);
    const { synchronizationRules: rulesBefore, directories: directoriesBefore, ...restBefore } = template;

    expect(rest).toEqual(restBefore);
    expect({ ...rules[0], objectMappings: [] }).toEqual({ ...rulesBefore[0], objectMappings: [] });
    expect({ ...objectMappingOf(template, 'users'), attributeMappings: [] }).toEqual({
      ...objectMappingOf({ ...template, synchronizationRules: rules }, 'users'),
      attributeMappings: [],
    });
    expect(directories[0]).toBe(directoriesBefore[0]);
    expect(directories[1]?.objects[1]).toEqual(directoriesBefore[1]?.objects[1]);
  });

  test('adds a target attribute that the template lacks, and removes none', () => {
    const template = templateSchema();

    const schema = applyMappings(template, DEFAULT);

    expect(targetAttributes(template)).not.toContain(ROLE);
    expect(targetAttributes(schema)).toEqual([...targetAttributes(template), ROLE]);
    expect(targetAttributes(schema)).toContain('id');
    expect(schema.directories[1]?.objects[0]?.attributes.at(-1)).toEqual({
      anchor: false,
      caseExact: false,
      defaultValue: null,
      flowNullValues: false,
      multivalued: false,
      mutability: 'ReadWrite',
      name: ROLE,
      required: false,
      type: 'String',
      apiExpressions: [],
      metadata: [],
      referencedObjects: [],
    });
  });

  test.each([
    ['roles', { type: 'String', multivalued: true, referencedObjects: [] }],
    ['urn:ietf:params:scim:schemas:extension:acme:2.0:User:badge', { type: 'String', multivalued: false }],
    [
      'urn:ietf:params:scim:schemas:extension:acme:2.0:User:manager',
      {
        type: 'Reference',
        referencedObjects: [
          {
            referencedObjectName: 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User',
            referencedProperty: 'id',
          },
        ],
      },
    ],
  ])('describes the target attribute %s as Entra needs it', (target, expected) => {
    const schema = applyMappings(templateSchema(), withUserMapping({ target, source: '[department]' }));

    expect(schema.directories[1]?.objects[0]?.attributes.at(-1)).toMatchObject({ name: target, ...expected });
  });

  test('writes a new mapping with every member that Graph has for one', () => {
    expect(mappingTo(applyMappings(templateSchema(), DEFAULT), ROLE)).toEqual({
      defaultValue: null,
      exportMissingReferences: false,
      flowBehavior: 'FlowWhenChanged',
      flowType: 'Always',
      matchingPriority: 0,
      targetAttributeName: ROLE,
      source: {
        expression: 'SingleAppRoleAssignment([appRoleAssignments])',
        name: 'SingleAppRoleAssignment',
        type: 'Function',
        parameters: [
          {
            key: 'source',
            value: {
              expression: '[appRoleAssignments]',
              name: 'appRoleAssignments',
              type: 'Attribute',
              parameters: [],
            },
          },
        ],
      },
    });
  });

  test('changes rank, flow, default and source of a mapping in its place, and keeps its other members', () => {
    const template = templateSchema();
    Object.assign(mappingTo(template, 'name.givenName') ?? {}, { flowBehavior: 'FlowAlways' });
    const mapping = {
      target: 'name.givenName',
      source: '[displayName]',
      matching: 2,
      flow: 'onCreate',
      defaultValue: 'none',
    } as const;

    const schema = applyMappings(template, withUserMapping(mapping));

    expect(
      mappingsOf(schema, 'users').findIndex(({ targetAttributeName }) => targetAttributeName === mapping.target),
    ).toBe(3);
    expect(mappingTo(schema, mapping.target)).toMatchObject({
      source: { type: 'Attribute', name: 'displayName', expression: '[displayName]' },
      matchingPriority: 2,
      flowType: 'ObjectAddOnly',
      defaultValue: 'none',
      flowBehavior: 'FlowAlways',
    });
  });

  test('changes nothing when the schema says the same in other spacing', () => {
    const source = 'Switch( [IsSoftDeleted],,"False","True","True","False" )';
    const schema = applyMappings(templateSchema(), DEFAULT);

    expect(applyMappings(schema, withUserMapping({ target: 'active', source }))).toEqual(schema);
    expect(applyMappings(schema, DEFAULT)).toEqual(schema);
  });

  test('recognizes a constant as the portal writes it: a default without a source', () => {
    const template = templateSchema();
    Object.assign(mappingTo(template, 'title') ?? {}, { source: null, defaultValue: 'Member' });
    const declared = withUserMapping({ target: 'title', source: '"Member"' });

    expect(mappingTo(applyMappings(template, declared), 'title')).toMatchObject({
      source: null,
      defaultValue: 'Member',
    });
    expect(
      mappingTo(applyMappings(template, withUserMapping({ target: 'title', source: '"Gast \\"A\\""' })), 'title'),
    ).toMatchObject({
      source: { type: 'Constant', name: 'Gast "A"', expression: '"Gast \\"A\\""' },
      defaultValue: null,
    });
  });

  test('switches groups off when none of their attributes are mapped, and on again when some are', () => {
    const without: DeclaredMappings = { ...DEFAULT, mappings: { ...DEFAULT_MAPPINGS, groups: [] } };

    const off = applyMappings(templateSchema(), without);
    const on = applyMappings(off, DEFAULT);

    expect(objectMappingOf(off, 'groups')?.enabled).toBe(false);
    expect(mappingsOf(off, 'groups')).toEqual(mappingsOf(templateSchema(), 'groups'));
    expect(mappingDifferences(off, without)).toEqual([]);
    expect(on).toEqual(applyMappings(templateSchema(), DEFAULT));
  });

  test('sets scoping filters, keeps the rest of the scope, and removes them again', () => {
    const filtered: DeclaredMappings = {
      ...DEFAULT,
      scopingFilters: {
        users: [
          {
            name: 'Berlin',
            clauses: [
              { attribute: 'city', operator: 'EQUALS', value: 'Berlin' },
              { attribute: 'department', operator: 'IS NOT NULL' },
            ],
          },
        ],
        groups: [],
      },
    };

    const schema = applyMappings(templateSchema(), filtered);

    expect(objectMappingOf(schema, 'users')?.scope).toEqual({
      categoryFilterGroups: [],
      inputFilterGroups: [],
      groups: [
        {
          name: 'Berlin',
          clauses: [
            { operatorName: 'EQUALS', sourceOperandName: 'city', targetOperand: { values: ['Berlin'] } },
            { operatorName: 'IS NOT NULL', sourceOperandName: 'department', targetOperand: { values: [] } },
          ],
        },
      ],
    });
    expect(objectMappingOf(schema, 'groups')?.scope).toBeNull();
    expect(applyMappings(schema, filtered)).toEqual(schema);
    expect(objectMappingOf(applyMappings(schema, DEFAULT), 'users')?.scope).toMatchObject({ groups: [] });
  });

  test('leaves the template as it is for the preset full, except for the role', () => {
    const template = templateSchema();
    const schema = applyMappings(template, { mappings: MAPPING_PRESETS.full, scopingFilters: NO_FILTERS });

    expect(mappingsOf(schema, 'users').slice(0, -1)).toEqual(mappingsOf(template, 'users'));
    expect(mappingsOf(schema, 'users').at(-1)?.targetAttributeName).toBe(ROLE);
    expect(mappingsOf(schema, 'groups')).toEqual(mappingsOf(template, 'groups'));
  });

  test('takes the tree of an expression from Graph when only Graph can spell one of its functions', () => {
    const source = 'Join("-", [givenName], ToLower([surname]))';
    const declared = withUserMapping({ target: 'nickName', source });
    const read: AttributeMappingSource = { type: 'Function', name: 'Join', expression: source, parameters: [] };

    expect(unreadExpressions(templateSchema(), declared)).toEqual([source]);
    expect(mappingTo(applyMappings(templateSchema(), declared, new Map([[source, read]])), 'nickName')?.source).toBe(
      read,
    );
  });

  test('asks Graph about no expression that the schema has already, nor about a plain one', () => {
    const full: DeclaredMappings = { mappings: MAPPING_PRESETS.full, scopingFilters: NO_FILTERS };

    expect(unreadExpressions(templateSchema(), full)).toEqual([]);
    expect(
      unreadExpressions(templateSchema(), withUserMapping({ target: 'title', source: 'Mid([mail], 1, 8)' })),
    ).toEqual([]);
  });

  test('fails when the job maps no users', () => {
    const schema = { ...templateSchema(), synchronizationRules: [] };

    expect(() => applyMappings(schema, DEFAULT)).toThrow(
      new SchemaError("the job has no mapping of users: it was created from a template other than 'scim'"),
    );
  });
});

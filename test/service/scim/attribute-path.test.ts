import { attribute, complex, subAttribute, text, values } from '../../../service/scim/attribute';
import { attributePaths, renderPath } from '../../../service/scim/attribute-path';
import type { Schema } from '../../../service/scim/schema';

const boat: Schema = {
  id: 'urn:example:2.0:Boat',
  name: 'Boat',
  description: '',
  attributes: [text('Name', ''), complex('hull', '', [text('material', '')])],
};
const crew: Schema = {
  id: 'urn:example:2.0:Crew',
  name: 'Crew',
  description: '',
  attributes: [text('name', ''), text('captain', ''), complex('cook', '', [text('value', '')])],
};
const paths = attributePaths(boat, [crew]);
const rendered = (spelling: string) => {
  const path = paths.get(spelling);
  return path && renderPath(path);
};

describe('a path', () => {
  test.each([
    ['name', 'Name'],
    ['urn:example:2.0:boat:name', 'Name'],
    ['urn:example:2.0:boat.name', 'Name'],
    ['hull', 'hull'],
    ['hull.material', 'hull.material'],
    ['urn:example:2.0:boat:hull.material', 'hull.material'],
    ['urn:example:2.0:crew', 'urn:example:2.0:Crew'],
    ['urn:example:2.0:crew:name', 'urn:example:2.0:Crew:name'],
    ['urn:example:2.0:crew.captain', 'urn:example:2.0:Crew:captain'],
    ['captain', 'urn:example:2.0:Crew:captain'],
    ['cook.value', 'urn:example:2.0:Crew:cook.value'],
    ['id', 'id'],
    ['externalid', 'externalId'],
    ['meta.lastmodified', 'meta.lastModified'],
    ['urn:example:2.0:boat:id', 'id'],
  ])('is found as %s, and is %s', (spelling, expected) => {
    expect(rendered(spelling)).toBe(expected);
  });

  test.each(['material', 'hull.', 'urn:example:2.0:boat', 'urn:example:2', 'urn:example:2.0:crew:id', 'Name', ''])(
    'is not found as %j',
    (spelling) => {
      expect(paths.has(spelling)).toBe(false);
    },
  );

  test('leads to its extension, attribute and sub-attribute', () => {
    expect(paths.get('cook.value')).toEqual({
      extension: crew,
      attribute: crew.attributes[2],
      subAttribute: crew.attributes[2]?.subAttributes?.[0],
    });
    expect(paths.get('hull')).toEqual({ extension: undefined, attribute: boat.attributes[1], subAttribute: undefined });
    expect(paths.get('urn:example:2.0:crew')).toEqual({
      extension: crew,
      attribute: undefined,
      subAttribute: undefined,
    });
  });

  test('to nothing is empty', () => {
    expect(renderPath({ extension: undefined, attribute: undefined, subAttribute: undefined })).toBe('');
  });
});

describe('an attribute', () => {
  test('has the defaults of RFC 7643 §2.2 unless stated otherwise', () => {
    expect(text('title', 'Job title.')).toEqual({
      name: 'title',
      type: 'string',
      description: 'Job title.',
      multiValued: false,
      required: false,
      caseExact: false,
      mutability: 'readWrite',
      returned: 'default',
      uniqueness: 'none',
    });
    expect(attribute('at', 'dateTime', '', { required: true, mutability: 'readOnly' })).toMatchObject({
      type: 'dateTime',
      required: true,
      mutability: 'readOnly',
    });
  });

  test('that is complex has parts, found in any case', () => {
    const hull = complex('hull', '', [text('Material', '')], { required: true });

    expect(hull).toMatchObject({ type: 'complex', multiValued: false, required: true });
    expect(subAttribute(hull, 'mATERIAL')?.name).toBe('Material');
    expect(subAttribute(hull, 'mater')).toBeUndefined();
    expect(subAttribute(text('x', ''), 'value')).toBeUndefined();
  });

  test('of many values has those of RFC 7643 §2.4', () => {
    const emails = values('emails', '', ['work'], { maxItems: 3 });

    expect(emails).toMatchObject({ type: 'complex', multiValued: true, maxItems: 3 });
    expect(emails.subAttributes?.map(({ name, type }) => `${name} ${type}`)).toEqual([
      'value string',
      'display string',
      'type string',
      'primary boolean',
    ]);
    expect(subAttribute(emails, 'type')?.canonicalValues).toEqual(['work']);
    expect(subAttribute(values('ims', '', []), 'type')).not.toHaveProperty('canonicalValues');
    expect(subAttribute(values('photos', '', [], { value: attribute('value', 'reference', '') }), 'value')?.type).toBe(
      'reference',
    );
  });
});

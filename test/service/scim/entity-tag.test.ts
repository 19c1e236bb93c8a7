import { entityTag, namesTag, readEntityTags, requireMatch } from '../../../service/scim/entity-tag';
import type { Resource } from '../../../service/scim/resource';

const at = (version: number): Resource => ({
  id: '1',
  attributes: {},
  version,
  created: new Date(0),
  lastModified: new Date(0),
});

test('an entity tag is weak and shows the version, and whatever is shown beside it', () => {
  expect(entityTag(7)).toBe('W/"7"');
  expect(entityTag(7, 'ab')).toBe('W/"7-ab"');
});

describe('If-None-Match', () => {
  test.each([
    ['W/"7"', 'W/"7"', true],
    ['"7"', 'W/"7"', true],
    ['W/"1", W/"7-ab"', 'W/"7-ab"', true],
    ['*', 'W/"7-ab"', true],
    ['W/"7"', 'W/"7-ab"', false],
    ['W/"7-ab"', 'W/"7"', false],
    ['W/"7-ab"', 'W/"7-cd"', false],
    ['W/"77"', 'W/"7"', false],
    ['"*"', 'W/"7"', false],
    ['', 'W/"7"', false],
    [undefined, 'W/"7"', false],
  ])('%s names %s: %j', (header, tag, expected) => {
    expect(namesTag(header, tag)).toBe(expected);
  });
});

describe('a header', () => {
  test.each([
    ['W/"7"', true],
    ['"7"', true],
    ['W/"1", W/"7"', true],
    ['W/"1","7"', true],
    [' W/"7" ', true],
    ['W/"7-ab"', true],
    ['*', true],
    [' * ', true],
    ['W/"1"', false],
    ['W/"77"', false],
    ['W/"07"', false],
    ['W/"1-7"', false],
    ['""', false],
    ['7', false],
    ['"*"', false],
  ])('%s names version 7: %j', (header, expected) => {
    expect(readEntityTags(header)?.(at(7))).toBe(expected);
  });

  test('may name a version of several digits', () => {
    expect(readEntityTags('W/"123"')?.(at(123))).toBe(true);
  });

  test.each([undefined, '', ' '])('%j asks nothing', (header) => {
    expect(readEntityTags(header)).toBeUndefined();
  });
});

describe('a change', () => {
  const [six, seven, any] = ['W/"6"', 'W/"7"', '*'].map(readEntityTags);

  test.each([
    [{}],
    [{ ifMatch: undefined, ifNoneMatch: undefined }],
    [{ ifMatch: seven }],
    [{ ifMatch: any, ifNoneMatch: six }],
  ])('passes where the resource is the one meant, or any will do: %j', (conditions) => {
    expect(() => {
      requireMatch(conditions, at(7));
    }).not.toThrow();
  });

  test.each([
    [{ ifMatch: six }, 'the resource has changed; it is at version W/"7": read it and try again'],
    [{ ifNoneMatch: seven }, 'the resource is at version W/"7", and If-None-Match excludes this version'],
    [{ ifMatch: seven, ifNoneMatch: any }, 'the resource is at version W/"7", and If-None-Match excludes this version'],
  ])('fails with 412 and names the current version', (conditions, message) => {
    expect(() => {
      requireMatch(conditions, at(7));
    }).toThrow(expect.objectContaining({ status: 412, message }) as Error);
  });
});

import { attribute } from '../../../service/scim/attribute';
import type { CompareOperator, CompareValue } from '../../../service/scim/filter';
import { matcherOf } from '../../../service/scim/match-filter';
import { parseFilter } from '../../../service/scim/parse-filter';
import { USER } from '../../../service/scim/resource-type';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const ann = {
  id: '1',
  userName: 'Ann',
  externalId: 'A1',
  active: false,
  name: { givenName: 'Ann', familyName: 'Example' },
  emails: [
    { value: 'ann@x.example', type: 'work', primary: true },
    { value: 'ann@home.example', type: 'home' },
  ],
  phoneNumbers: [],
  title: null,
  meta: { created: '2026-01-31T08:00:00Z', lastModified: 'yesterday' },
  [ENTERPRISE]: { department: 'Data', manager: { value: '2' } },
};
const matches = (filter: string, object: object = ann) => matcherOf(parseFilter(filter, USER))({ ...object });

describe('a filter selects', () => {
  test.each([
    // strings, with the attribute's case sensitivity
    ['userName eq "ANN"'],
    ['externalId eq "A1"'],
    ['userName ne "bob"'],
    ['userName co "N"'],
    ['userName sw "aN"'],
    ['userName ew "NN"'],
    ['externalId co "1"'],
    ['externalId sw "A"'],
    // order
    ['userName gt "am"'],
    ['userName ge "ANN"'],
    ['userName le "ANN"'],
    ['userName lt "ao"'],
    ['externalId gt "0"'],
    ['externalId lt "a1"'],
    ['title eq null'],
    ['nickName eq null'],
    ['userName ne null'],
    ['phoneNumbers eq null'],
    ['nickName ne "x"'],
    // booleans and dates
    ['active eq false'],
    ['active ne true'],
    ['meta.created eq "2026-01-31T09:00:00+01:00"'],
    ['meta.created gt "2026-01-31T07:59:59Z"'],
    ['meta.created ge "2026-01-31T08:00:00Z"'],
    ['meta.created le "2026-01-31T08:00:00Z"'],
    ['meta.created lt "2026-01-31T08:00:00.001"'],
    ['meta.lastModified ne "2026-01-31T08:00:00Z"'],
    // presence
    ['active pr'],
    ['name pr'],
    ['emails.type pr'],
    ['manager pr'],
    // parts and elements
    ['name.familyName eq "example"'],
    ['emails eq "ANN@home.example"'],
    ['emails.type eq "work"'],
    ['emails.primary eq true'],
    ['emails[type eq "work" and primary eq true]'],
    ['emails[type eq "home"].value ew "home.example"'],
    ['emails[not (primary pr)]'],
    ['manager eq "2"'],
    [`${ENTERPRISE}:department sw "da"`],
    // combinations
    ['userName eq "bob" or userName eq "ann"'],
    ['userName eq "ann" and active eq false'],
    ['not (userName eq "bob")'],
  ])('who matches %s', (filter) => {
    expect(matches(filter)).toBe(true);
    expect(matches(`not (${filter})`)).toBe(false);
  });

  test.each([
    ['userName eq "an"'],
    ['externalId eq "a1"'],
    ['externalId co "a"'],
    ['userName ne "ANN"'],
    ['userName co "b"'],
    ['userName sw "nn"'],
    ['userName ew "an"'],
    ['userName gt "ann"'],
    ['userName ge "ao"'],
    ['userName lt "ann"'],
    ['userName le "am"'],
    ['userName eq null'],
    ['title ne null'],
    ['nickName eq "x"'],
    ['nickName gt ""'],
    ['active eq true'],
    ['active ne false'],
    ['meta.created eq "2026-01-31T08:00:01Z"'],
    ['meta.created gt "2026-01-31T08:00:00Z"'],
    ['meta.created ge "2026-01-31T08:00:01Z"'],
    ['meta.created lt "2026-01-31T08:00:00Z"'],
    ['meta.created le "2026-01-31T07:00:00Z"'],
    ['meta.lastModified lt "2026-01-31T08:00:00Z"'],
    ['title pr'],
    ['nickName pr'],
    ['phoneNumbers pr'],
    ['phoneNumbers.value pr'],
    ['emails eq "bob@x.example"'],
    ['emails ne "ann@x.example"'],
    ['emails[type eq "home" and primary eq true]'],
    ['emails[type eq "other"]'],
    ['phoneNumbers[type eq "work"]'],
    ['userName eq "ann" and active eq true'],
    ['userName eq "bob" or active eq true'],
  ] as [string][])('nobody who does not match %s', (filter) => {
    expect(matches(filter)).toBe(false);
    expect(matches(`not (${filter})`)).toBe(true);
  });

  test('by code point, like the database', () => {
    expect(matches('userName gt "\uffff"', { userName: '😀' })).toBe(true);
    expect(matches('userName lt "\uffff"', { userName: '😀' })).toBe(false);
  });

  test.each([
    ['eq', [7], [6, 8]],
    ['ne', [6, 8], [7]],
    ['gt', [6], [7, 8]],
    ['ge', [6, 7], [8]],
    ['lt', [8], [7, 6]],
    ['le', [7, 8], [6]],
  ] as const)('by number with %s', (operator, matching, others) => {
    const path = { extension: undefined, attribute: attribute('size', 'integer', ''), subAttribute: undefined };
    const selects = (found: unknown) => (value: CompareValue) =>
      matcherOf({ kind: 'compare', path, operator: operator as CompareOperator, value })({ size: found });

    expect(matching.map(selects(7))).toEqual(matching.map(() => true));
    expect(others.map(selects(7))).toEqual(others.map(() => false));
    expect([...matching, ...others].filter(selects('7'))).toEqual(operator === 'ne' ? [...matching, ...others] : []);
  });

  test('nobody by an invalid date', () => {
    for (const operator of ['eq', 'gt', 'ge', 'lt', 'le']) {
      expect(matches(`meta.lastModified ${operator} "2026-01-31T08:00:00Z"`)).toBe(false);
    }
  });

  test("nobody by a value of a type other than the attribute's", () => {
    expect(matches('userName eq "1"', { userName: 1 })).toBe(false);
    expect(matches('name.givenName eq "Ann"', { name: 'Ann' })).toBe(false);
    expect(matches('emails[value eq "x"]', { emails: ['x'] })).toBe(false);
    expect(matches(`${ENTERPRISE}:department eq "x"`, { [ENTERPRISE]: 'x' })).toBe(false);
    expect(matches('active eq true', { active: 'true' })).toBe(false);
  });
});

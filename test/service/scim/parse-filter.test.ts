import { attribute, complex } from '../../../service/scim/attribute';
import type { AttributePath } from '../../../service/scim/attribute-path';
import { parseElementFilter, parseFilter } from '../../../service/scim/parse-filter';
import { printFilter } from '../../../service/scim/print-filter';
import { RFC_PROFILE } from '../../../service/scim/profile';
import { GROUP, USER } from '../../../service/scim/resource-type';

const CORE = 'urn:ietf:params:scim:schemas:core:2.0:User';
const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const emails = USER.paths.get('emails') as AttributePath;

/**
 * A filter as the parser understands it, printed with the RFC's spelling of names and operators, and with parentheses
 * for each level of the tree.
 */
const understood = (filter: string) => printFilter(parseFilter(filter, USER));

test.each(['active eq "True"', 'emails[primary eq "true"].value eq "x"'])(
  'a filter fails in the profile rfc where a boolean is a string: %s',
  (filter) => {
    expect(() => parseFilter(filter, USER, RFC_PROFILE)).toThrow(
      expect.objectContaining({
        scimType: 'invalidFilter',
        message: expect.stringContaining('compares with true or false') as string,
      }) as Error,
    );
    expect(() => parseFilter(filter.replace(/"true"/i, 'true'), USER, RFC_PROFILE)).not.toThrow();
  },
);

describe('a comparison', () => {
  test.each([
    ['userName eq "ann"', 'userName eq "ann"'],
    ['USERNAME EQ "Ann"', 'userName eq "Ann"'],
    ['  userName\teq  "ann"  ', 'userName eq "ann"'],
    ['name.familyName co "a"', 'name.familyName co "a"'],
    [`${CORE}:userName sw "a"`, 'userName sw "a"'],
    [`${ENTERPRISE}:department ew "a"`, `${ENTERPRISE}:department ew "a"`],
    [`${ENTERPRISE}.department ne "a"`, `${ENTERPRISE}:department ne "a"`],
    ['manager eq "1"', `${ENTERPRISE}:manager.value eq "1"`],
    ['emails eq "a"', 'emails.value eq "a"'],
    ['emails.type eq "work"', 'emails.type eq "work"'],
    ['title gt "a"', 'title gt "a"'],
    ['title ge "a"', 'title ge "a"'],
    ['title lt "a"', 'title lt "a"'],
    ['title le "a"', 'title le "a"'],
    ['title pr', 'title pr'],
    ['name pr', 'name pr'],
    ['emails PR', 'emails pr'],
    ['title eq null', 'title eq null'],
    ['title ne NULL', 'title ne null'],
    [String.raw`title eq "\"\\\u00e9\n/"`, String.raw`title eq "\"\\é\n/"`],
    ['title eq "and or not ( ] pr"', 'title eq "and or not ( ] pr"'],
    ['title eq ""', 'title eq ""'],
    ['meta.lastModified gt "2026-01-31T08:00:00Z"', 'meta.lastModified gt "2026-01-31T08:00:00Z"'],
    ['meta.created eq null', 'meta.created eq null'],
  ])('%s is read as %s', (filter, expected) => {
    expect(understood(filter)).toBe(expected);
  });

  test.each([
    ['userName sw O', 'userName sw "O"'],
    ['userName eq ann@x.example and active eq True', 'userName eq "ann@x.example" and active eq true'],
    ['(title eq Lead)or(title eq null)', 'title eq "Lead" or title eq null'],
    ['emails[type eq work].value eq a', 'emails[type eq "work" and value eq "a"]'],
    ["name.familyName eq O'Neil", 'name.familyName eq "O\'Neil"'],
    ['title eq and', 'title eq "and"'],
    ['title eq true', 'title eq "true"'],
    ['title eq truely', 'title eq "truely"'],
    ['employeeNumber eq 007', `${ENTERPRISE}:employeeNumber eq "007"`],
    ['employeeNumber eq 42', `${ENTERPRISE}:employeeNumber eq "42"`],
    ['meta.Created gt 2015-10-10T14:38:21.8617979-07:00', 'meta.created gt "2015-10-10T14:38:21.8617979-07:00"'],
  ])('reads a word without quotes as a string in the profile entra: %s', (filter, expected) => {
    expect(understood(filter)).toBe(expected);
    expect(() => parseFilter(filter, USER, RFC_PROFILE)).toThrow(
      expect.objectContaining({ status: 400, scimType: 'invalidFilter' }) as Error,
    );
  });

  test.each([
    ['title eq 42', "'title' compares with a string in double quotes; got 42"],
    ['title eq true', "'title' compares with a string in double quotes; got true"],
    ['profileUrl eq 42', "'profileUrl' compares with a string in double quotes; got 42"],
    ['x509Certificates eq 42', "'x509Certificates.value' compares with a string in double quotes; got 42"],
    ['title eq 1.2.3', '1.2.3 is not a JSON value'],
    ['title eq truely', 'expected a value: a string in double quotes, a number, true, false or null at character 10'],
    ['title eq Lead', 'expected a value: a string in double quotes, a number, true, false or null at character 10'],
  ])('fails in the profile rfc for %s', (filter, detail) => {
    expect(() => parseFilter(filter, USER, RFC_PROFILE)).toThrow(
      expect.objectContaining({ scimType: 'invalidFilter', message: expect.stringContaining(detail) }) as Error,
    );
  });

  test.each(['true', 'TRUE', '"True"', '"true"', 'True'])(
    'reads %s as true where the attribute is a boolean',
    (value) => {
      expect(parseFilter(`active eq ${value}`, USER)).toMatchObject({ operator: 'eq', value: true });
      expect(parseFilter(`emails[primary ne ${value}]`, USER)).toMatchObject({
        filter: { operator: 'ne', value: true },
      });
    },
  );

  test.each(['false', '"False"'])('reads %s as false where the attribute is a boolean', (value) => {
    expect(parseFilter(`active eq ${value}`, USER)).toMatchObject({ value: false });
  });

  test.each([
    ['active eq "yes"', '\'active\' compares with true or false; got "yes"'],
    ['active eq 1', "'active' compares with true or false; got 1"],
    ['active co "true"', '\'active\' compares with eq or ne only; got "true"'],
    ['active ge true', "'active' compares with eq or ne only; got true"],
    ['title gt null', "'title gt' needs a value; null has no order"],
    ['title co null', "'title co' needs a value; null has no order"],
    ['meta.created co "2026"', '\'meta.created\' compares with dates, so co, sw and ew do not apply; got "2026"'],
    ['meta.created gt "today"', '\'meta.created\' compares with a date and time such as "2026-01-31T08:00:00Z"; got'],
    ['meta.created gt 2026', '\'meta.created\' compares with a date and time such as "2026-01-31T08:00:00Z"; got 2026'],
    ['name eq "x"', "'name' cannot be compared as a whole; name one of its sub-attributes"],
    ['addresses eq "x"', "'addresses' cannot be compared as a whole; name one of its sub-attributes"],
    ['password eq "x"', "there is no attribute 'password' to filter by"],
    ['shoeSize eq "x"', "there is no attribute 'shoeSize' to filter by"],
    ['members eq "x"', "there is no attribute 'members' to filter by"],
    [`${ENTERPRISE} pr`, `there is no attribute '${ENTERPRISE}' to filter by`],
    ['groups.$ref eq "x"', "'groups.$ref' is a URL of the service; filter by id or value instead"],
    ['meta.location pr', "'meta.location' is a URL of the service; filter by id or value instead"],
    [
      String.raw`meta.version eq "W/\"1\""`,
      "'meta.version' depends on what is shown; filter by meta.lastModified, or read with If-None-Match",
    ],
    ['meta[created pr]', "'meta' has no parts that a filter in brackets could name"],
    [String.raw`title eq "\ud800"`, 'the value in a filter must be well-formed Unicode'],
    [`title eq "a\nb"`, 'expected a value: a string in double quotes, a number, true, false or null at character 10'],
    [String.raw`title eq "\x"`, String.raw`"\x" is not a JSON value`],
    ['title eq', 'expected a value: a string in double quotes, a number, true, false or null at character 9'],
    ["title eq 'x'", 'expected a value'],
    ['title eq "x', 'expected a value'],
    ['title eq )', 'expected a value'],
    ['title eq x"y"', 'expected and, or, or the end at character 11'],
    ['title eq x y', 'expected and, or, or the end at character 12'],
    ['active eq yes', '\'active\' compares with true or false; got "yes"'],
    ['meta.created gt yesterday', '\'meta.created\' compares with a date and time such as "2026-01-31T08:00:00Z"; got'],
    ['title eqq "x"', 'expected an operator (co, eq, ew, ge, gt, le, lt, ne, sw or pr) at character 7'],
    ['title is "x"', 'expected an operator (co, eq, ew, ge, gt, le, lt, ne, sw or pr) at character 9'],
    ['title prx', 'expected an operator'],
    ['title', 'expected an operator (co, eq, ew, ge, gt, le, lt, ne, sw or pr) at character 6'],
    ['', "cannot read the filter '': expected an attribute at character 1"],
    ['"x" eq title', 'expected an attribute at character 1'],
    ['title eq "x" title', 'expected and, or, or the end at character 14'],
    ['title eq "x")', 'expected and, or, or the end at character 13'],
  ])('fails for %s', (filter, detail) => {
    expect(() => parseFilter(filter, USER)).toThrow(
      expect.objectContaining({
        status: 400,
        scimType: 'invalidFilter',
        message: expect.stringContaining(detail),
      }) as Error,
    );
  });

  test('names attributes of its own resource type', () => {
    expect(printFilter(parseFilter('members eq "x" and displayName eq "y"', GROUP))).toBe(
      'members.value eq "x" and displayName eq "y"',
    );
    expect(() => parseFilter('userName eq "x"', GROUP)).toThrow("there is no attribute 'userName' to filter by");
  });
});

describe('a number', () => {
  const box = complex('box', '', [attribute('size', 'integer', ''), attribute('weight', 'decimal', '')]);
  const read = (text: string) =>
    parseElementFilter(text, { extension: undefined, attribute: box, subAttribute: undefined });

  test.each([
    ['size eq 7', 7],
    ['size gt -7', -7],
    ['size le "7"', 7],
    ['weight ge 1.5e3', 1500],
    ['weight ne " 1.5 "', 1.5],
    ['weight eq null', null],
  ])('is compared as a number: %s', (text, value) => {
    expect(read(text)).toMatchObject({ kind: 'compare', value });
  });

  test.each([
    ['size eq "x"', '\'size\' compares with a number; got "x"'],
    ['size eq ""', '\'size\' compares with a number; got ""'],
    ['size eq " "', '\'size\' compares with a number; got " "'],
    ['size eq true', "'size' compares with a number; got true"],
    ['weight co 7', "'weight' compares with numbers, so co, sw and ew do not apply; got 7"],
    ['size sw "7"', '\'size\' compares with numbers, so co, sw and ew do not apply; got "7"'],
  ])('fails for %s', (text, detail) => {
    expect(() => read(text)).toThrow(detail);
  });
});

describe('a combination', () => {
  const [a, b, c] = ['title eq "a"', 'title eq "b"', 'title eq "c"'];

  test.each([
    [`${a} and ${b}`, `${a} and ${b}`],
    [`${a} AND ${b} And ${c}`, `${a} and ${b} and ${c}`],
    [`${a} or ${b} OR ${c}`, `${a} or ${b} or ${c}`],
    [`${a} or ${b} and ${c}`, `${a} or (${b} and ${c})`],
    [`${a} and ${b} or ${c}`, `(${a} and ${b}) or ${c}`],
    [`(${a} or ${b}) and ${c}`, `(${a} or ${b}) and ${c}`],
    [`((${a}))`, a],
    [`( ${a} )and(${b})`, `${a} and ${b}`],
    [`not (${a})`, `not (${a})`],
    [`NOT(${a})`, `not (${a})`],
    [`not (${a} and ${b}) or ${c}`, `not (${a} and ${b}) or ${c}`],
    [`not (not (${a}))`, `not (not (${a}))`],
  ])('%s binds as %s', (filter, expected) => {
    expect(understood(filter)).toBe(expected);
  });

  test.each([
    [`${a} and`, 'expected an attribute at character 17'],
    [`${a} or or ${b}`, "there is no attribute 'or' to filter by"],
    [`(${a}`, "expected ')' at character 14"],
    [`(${a} and ${b}]`, "expected ')' at character 31"],
    [`not ${a}`, "there is no attribute 'not' to filter by"],
    ['()', 'expected an attribute at character 2'],
  ])('fails for %s', (filter, detail) => {
    expect(() => parseFilter(filter, USER)).toThrow(detail);
  });

  test('may be nested 50 deep, and fails beyond that', () => {
    const nested = (depth: number) => `${'('.repeat(depth)}${a}${')'.repeat(depth)}`;

    expect(understood(nested(49))).toBe(a);
    expect(() => parseFilter(nested(50), USER)).toThrow('the filter is nested more than 50 deep');
  });

  test('may have many parts on one level, each nested further', () => {
    const wide = Array.from({ length: 25 }, () => `(${a} or not (${b}))`).join(' and ');

    expect(parseFilter(wide, USER)).toMatchObject({ kind: 'and', filters: { length: 25 } });
  });

  test('may have 50 conditions, and fails with more', () => {
    const wide = (count: number) => Array.from({ length: count }, () => 'title pr').join(' or ');

    expect(parseFilter(wide(50), USER)).toMatchObject({ kind: 'or', filters: { length: 50 } });
    expect(() => parseFilter(wide(51), USER)).toThrow('the filter has more than 50 conditions; split it');
    expect(() => parseFilter(`emails[${Array.from({ length: 50 }, () => 'type pr').join(' or ')}]`, USER)).toThrow(
      'the filter has more than 50 conditions; split it',
    );
  });
});

describe('an element', () => {
  test.each([
    ['emails[type eq "work"]', 'emails[type eq "work"]'],
    [
      'Emails[Type eq "work" AND (value co "a" or primary eq "True")]',
      'emails[type eq "work" and (value co "a" or primary eq true)]',
    ],
    ['emails [ type pr ]', 'emails[type pr]'],
    ['emails[type eq "work"].value eq "a"', 'emails[type eq "work" and value eq "a"]'],
    ['emails[type eq "work"].VALUE pr', 'emails[type eq "work" and value pr]'],
    ['emails[type eq "a" or type eq "b"].value eq "c"', 'emails[(type eq "a" or type eq "b") and value eq "c"]'],
    ['emails[not (type pr)] and title pr', 'emails[not (type pr)] and title pr'],
    [`${CORE}:emails[type pr]`, 'emails[type pr]'],
    ['manager[value eq "1"]', `${ENTERPRISE}:manager[value eq "1"]`],
    ['name[givenName pr]', 'name[givenName pr]'],
  ])('%s is read as %s', (filter, expected) => {
    expect(understood(filter)).toBe(expected);
  });

  test.each([
    ['title[value eq "x"]', "'title' has no parts that a filter in brackets could name"],
    ['emails.value[type eq "x"]', "'emails.value' has no parts that a filter in brackets could name"],
    ['emails[userName eq "x"]', "there is no attribute 'userName' to filter by"],
    ['emails[emails.type eq "x"]', "there is no attribute 'emails.type' to filter by"],
    ['emails[type eq "x"].shoeSize eq "x"', "there is no attribute 'emails.shoeSize' to filter by"],
    ['emails[type eq "x"].value', 'expected an operator'],
    ['emails[type eq "x"', "expected ']' at character 19"],
    ['emails[type eq "x")', "expected ']' at character 19"],
    ['emails[]', 'expected an attribute at character 8'],
    ['emails[type eq "x"] eq "y"', 'expected and, or, or the end'],
    ['groups[$ref eq "x"]', "'$ref' is a URL of the service; filter by id or value instead"],
  ])('fails for %s', (filter, detail) => {
    expect(() => parseFilter(filter, USER)).toThrow(detail);
  });

  test('lets names after it refer to the resource again', () => {
    expect(understood('emails[value pr] and userName pr')).toBe('emails[value pr] and userName pr');
    expect(() => parseFilter('emails[value pr] and value pr', USER)).toThrow("there is no attribute 'value'");
  });

  test('in a PATCH path is read by its sub-attributes only', () => {
    const filter = parseElementFilter('TYPE eq "work" and primary eq "True"', emails);

    expect(filter && printFilter(filter)).toBe('type eq "work" and primary eq true');
    expect(parseElementFilter('userName eq "x"', emails)).toBeUndefined();
    expect(() => parseElementFilter('userName eq "x"', emails, RFC_PROFILE)).toThrow(
      "there is no attribute 'userName'",
    );
    expect(() => parseElementFilter('', emails)).toThrow('expected an attribute at character 1');
  });
});

test('a filter that is too long to show is shortened in the complaint', () => {
  expect(() => parseFilter(`title eq "${'x'.repeat(200)}" and`, USER)).toThrow(
    `cannot read the filter 'title eq "${'x'.repeat(90)}…': expected an attribute at character 216`,
  );
});

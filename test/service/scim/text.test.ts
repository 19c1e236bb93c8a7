import { foldCase, parseBoolean, parseDateTime, textFlaw } from '../../../service/scim/text';

test.each([
  ['ANN', 'ann'],
  ['Ä', 'ä'],
  ['ΟΔΟΣ', 'οδοσ'],
  ['ΟΔΟΣ', 'οδος'],
])('%s and %s are the same in any case', (one, other) => {
  expect(foldCase(one)).toBe(foldCase(other));
});

test('a part of a string is a part of it in any case, also where the last letter looks different', () => {
  expect(foldCase('ΟΔΟΣΑΛΛΟ').startsWith(foldCase('ΟΔΟΣ'))).toBe(true);
});

test('letters that share only their capitals are not the same', () => {
  expect(foldCase('ß')).not.toBe(foldCase('SS'));
});

test.each([
  ['true', true],
  ['True', true],
  ['TRUE', true],
  ['false', false],
  ['False', false],
  ['', undefined],
  ['yes', undefined],
  ['true ', undefined],
])('%j is the boolean %j', (text, expected) => {
  expect(parseBoolean(text)).toBe(expected);
});

describe('a date and time', () => {
  test.each([
    ['2026-01-31T08:00:00Z', '2026-01-31T08:00:00.000Z'],
    ['2026-01-31T08:00:00.5Z', '2026-01-31T08:00:00.500Z'],
    ['2026-01-31T08:00:00.25+01:00', '2026-01-31T07:00:00.250Z'],
    ['2026-01-31T08:00:00-11:30', '2026-01-31T19:30:00.000Z'],
    ['2026-01-31T08:00:00', '2026-01-31T08:00:00.000Z'],
    ['2026-01-31T08:00Z', '2026-01-31T08:00:00.000Z'],
    ['2026-01-31T08:00+01:00', '2026-01-31T07:00:00.000Z'],
  ])('%s is %s', (text, expected) => {
    expect(new Date(parseDateTime(text) ?? NaN).toISOString()).toBe(expected);
  });

  test.each([
    '',
    'today',
    '2026',
    '2026-01-31',
    '2026-01-31 08:00:00Z',
    '26-01-31T08:00:00Z',
    '2026-1-31T08:00:00Z',
    '2026-01-31T08:00:00.Z',
    '2026-01-31T08:00:00z',
    '2026-01-31T08:00:00+1:00',
    '2026-01-31T08:00:00Z ',
    ' 2026-01-31T08:00:00Z',
    '+002026-01-31T08:00:00Z',
    '2026-01-31T08:00:00 ',
    '2026-13-31T08:00:00Z',
    '2026-01-31T25:00:00Z',
    '2026-01-31T08:00:60Z',
  ])('is not %j', (text) => {
    expect(parseDateTime(text)).toBeUndefined();
  });
});

describe('a string', () => {
  test.each(['', 'ann', '😀', 'a😀b', '\u0001', '\uffff'])('%j can be stored', (text) => {
    expect(textFlaw(text)).toBeUndefined();
  });

  test.each([
    ['\0', 'must not contain the character NUL'],
    ['a\0b', 'must not contain the character NUL'],
    ['\ud83d', 'must be well-formed Unicode; it contains half of a surrogate pair'],
    ['\ude00', 'must be well-formed Unicode; it contains half of a surrogate pair'],
    ['a\ude00\ud83db', 'must be well-formed Unicode; it contains half of a surrogate pair'],
    ['😀\ud83d', 'must be well-formed Unicode; it contains half of a surrogate pair'],
    ['\ude00😀', 'must be well-formed Unicode; it contains half of a surrogate pair'],
  ])('%j cannot: it %s', (text, flaw) => {
    expect(textFlaw(text)).toBe(flaw);
  });
});

import type { Attribute } from '../../../service/scim/attribute';
import { type Elements, mergeElements, withoutElements } from '../../../service/scim/merge-elements';
import { USER } from '../../../service/scim/resource-type';

const attribute = (name: string) => USER.paths.get(name)?.attribute as Attribute;
const work = { value: 'a@x.example', type: 'work' };
const home = { value: 'b@x.example', type: 'home' };
const other = { value: 'c@x.example', type: 'other' };

const merge = (list: Elements, added: Elements, uniqueTypes = true, name = 'emails') =>
  mergeElements(attribute(name), list, added, { uniqueTypes });

describe('an element that is added', () => {
  test.each([
    ['to none', [], [work], [work]],
    ['beside others', [work], [home, other], [work, home, other]],
    [
      'with a value that is there',
      [work, home],
      [{ value: 'B@X.example', display: 'B' }],
      [work, { ...home, value: 'B@X.example', display: 'B' }],
    ],
    [
      'with value and type that are there',
      [work, home],
      [{ ...home, display: 'B' }],
      [work, { ...home, display: 'B' }],
    ],
    ['twice', [], [home, home], [home]],
    [
      'of a type that is there',
      [work, home],
      [{ value: 'n@x.example', type: 'WORK' }],
      [{ value: 'n@x.example', type: 'WORK' }, home],
    ],
    [
      'of a type that the others lack',
      [{ value: 'a@x.example' }],
      [{ value: 'n@x.example', type: 'work' }],
      [{ value: 'a@x.example' }, { value: 'n@x.example', type: 'work' }],
    ],
    [
      'with the value of an element without a type',
      [{ value: 'a@x.example', display: 'A' }],
      [work],
      [{ ...work, display: 'A' }],
    ],
    ['with the value of one of another type', [work], [{ ...work, type: 'home' }], [work, { ...work, type: 'home' }]],
    [
      'so that two are one then',
      [
        { value: 'a@x.example', display: 'A' },
        { value: 'n@x.example', type: 'work' },
      ],
      [work],
      [{ ...work, display: 'A' }],
    ],
    [
      'without a value',
      [{ type: 'work', display: 'x' }],
      [{ display: 'y', type: 'home' }],
      [
        { type: 'work', display: 'x' },
        { display: 'y', type: 'home' },
      ],
    ],
  ])('%s', (_where, list, added, expected) => {
    const before = structuredClone([list, added]);

    expect(merge(list, added)).toEqual(expected);
    expect([list, added]).toEqual(before);
  });

  test('prefers the one of its type to the one of its value', () => {
    const untyped = { value: 'n@x.example' };

    expect(merge([untyped, work], [{ value: 'n@x.example', type: 'work' }])).toEqual([
      { value: 'n@x.example', type: 'work' },
    ]);
  });

  test('keeps elements of one type apart where types are not unique', () => {
    expect(merge([work], [{ ...other, type: 'work' }], false)).toEqual([work, { ...other, type: 'work' }]);
    expect(merge([work], [{ ...work, type: 'home' }], false)).toEqual([work, { ...work, type: 'home' }]);
    expect(merge([work], [{ ...work, display: 'A' }], false)).toEqual([{ ...work, display: 'A' }]);
  });

  test('keeps elements of one type apart where no types are known', () => {
    const ims = [{ value: 'a', type: 'xmpp' }];

    expect(merge(ims, [{ value: 'b', type: 'xmpp' }], true, 'ims')).toEqual([...ims, { value: 'b', type: 'xmpp' }]);
  });

  test('is identified by all its members where it has no value', () => {
    const address = { locality: 'Berlin', country: 'DE' };

    expect(merge([address], [{ country: 'DE', locality: 'Berlin' }], true, 'addresses')).toEqual([address]);
    expect(merge([address], [{ locality: 'Potsdam', country: 'DE' }], true, 'addresses')).toHaveLength(2);
  });

  test('appears once among 3000 others', () => {
    const many = Array.from({ length: 3000 }, (_, index) => ({ value: `${index}@x.example` }));

    expect(merge(many, many)).toEqual(many);
  });
});

describe('an element that is removed', () => {
  test.each([
    ['by its value, in any case', [{ value: 'B@X.example' }], [work, other]],
    ['by its value and type', [{ value: 'b@x.example', type: 'HOME' }], [work, other]],
    [
      'by its value, whatever else is said of it',
      [{ value: 'b@x.example', display: 'x', primary: true }],
      [work, other],
    ],
    ['not by its value and another type', [{ value: 'b@x.example', type: 'work' }], [work, home, other]],
    ['not by its type alone', [{ type: 'home' }], [work, home, other]],
    ['with others', [work, { value: 'c@x.example' }], [home]],
    ['not when none is named', [], [work, home, other]],
  ])('goes %s', (_how, named, expected) => {
    expect(withoutElements([work, home, other], named)).toEqual(expected);
  });

  test('is matched by all its members where it has no value', () => {
    const addresses = [
      { locality: 'Berlin', type: 'work' },
      { locality: 'Potsdam', type: 'work' },
    ];

    expect(withoutElements(addresses, [{ type: 'work', locality: 'Berlin' }])).toEqual([addresses[1]]);
  });
});

describe('a list of many elements', () => {
  test('costs a few comparisons each, even when all have one value and differ only in type', () => {
    let looks = 0;
    const elements = Array.from({ length: 1000 }, (_, index) => ({
      value: 'a@x.example',
      get type() {
        looks++;
        return `t${index}`;
      },
    }));

    expect(merge(elements.slice(0, 500), elements.slice(500))).toHaveLength(1000);
    expect(looks).toBeLessThan(20 * 1000);
  });
});

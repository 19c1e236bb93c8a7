import fc from 'fast-check';

import { type AttributeChange, type Dialect, patchBody } from '../../../programs/rehearse/patch-dialect';
import { applyPatch } from '../../../service/scim/apply-patch';
import { readPatch } from '../../../service/scim/patch-operation';
import { ENTRA_PROFILE } from '../../../service/scim/profile';
import { readResource } from '../../../service/scim/read-resource';
import type { Attributes } from '../../../service/scim/resource';
import { USER } from '../../../service/scim/resource-type';
import { foldCase } from '../../../service/scim/text';
import { trickyText, userAttributes } from '../../support/arbitrary';

/** Target attributes of Entra's mapping tables, of every form. */
const TARGETS = [
  'displayName',
  'title',
  'name.givenName',
  'name.familyName',
  'emails[type eq "work"].value',
  'emails[type eq "home"].value',
  'phoneNumbers[type eq "mobile"].value',
  'addresses[type eq "work"].country',
  'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department',
  'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager',
];

const change = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({ target: fc.constantFrom(...TARGETS), value: trickyText, replaces: fc.boolean() }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      target: fc.constantFrom('active', 'emails[type eq "work"].primary', 'emails[type eq "home"].primary'),
      value: fc.constantFrom('True', 'False'),
      replaces: fc.boolean(),
    }),
  },
);
/** Changes to distinct attributes. At most one element of a list becomes primary. */
const changes = fc.uniqueArray(change, {
  selector: ({ target }) => (target.endsWith('.primary') ? 'primary' : target),
  minLength: 1,
  maxLength: 6,
});

function patched(before: Attributes, sent: readonly AttributeChange[], dialect: Dialect): Attributes {
  const operations = readPatch(USER, patchBody(sent, dialect), ENTRA_PROFILE);
  return applyPatch(USER, { id: '1', attributes: { userName: 'ann', ...before } }, operations, ENTRA_PROFILE);
}

/** Attributes as the service stores them after reading a client's body. */
const stored = userAttributes.map((attributes) =>
  readResource(USER, { userName: 'ann', ...attributes }, ENTRA_PROFILE),
);

describe('a PATCH', () => {
  test('gives the same resource in either dialect of Entra', () => {
    fc.assert(
      fc.property(stored, changes, (before, sent) => {
        expect(patched(before, sent, 'legacy')).toEqual(patched(before, sent, 'flag'));
      }),
      { numRuns: 2000 },
    );
  });

  test('that is sent again changes nothing', () => {
    fc.assert(
      fc.property(stored, changes, fc.constantFrom<Dialect>('legacy', 'flag'), (before, sent, dialect) => {
        const once = patched(before, sent, dialect);

        expect(patched(once, sent, dialect)).toEqual(once);
      }),
      { numRuns: 1000 },
    );
  });

  test('leaves at most one primary element, and none without content', () => {
    fc.assert(
      fc.property(stored, changes, (before, sent) => {
        const after = patched(before, sent, 'legacy');

        for (const list of ['emails', 'phoneNumbers', 'addresses'].map((name) => (after[name] ?? []) as Attributes[])) {
          expect(list.filter(({ primary }) => primary === true).length).toBeLessThanOrEqual(1);
          expect(list.filter((one) => Object.keys(one).every((name) => name === 'type' || name === 'primary'))).toEqual(
            [],
          );
        }
      }),
      { numRuns: 1000 },
    );
  });
});

/** Types of the elements of `emails` that are primary. */
const primaryTypes = ({ emails }: Attributes) =>
  ((emails ?? []) as Attributes[]).filter(({ primary }) => primary === true).map(({ type }) => type);

test('a flag on a missing element leaves the primary element as it is', () => {
  const withoutHome = stored.filter(({ emails }) =>
    ((emails ?? []) as Attributes[]).every(({ type }) => type !== 'home'),
  );
  const flag: AttributeChange = { target: 'emails[type eq "home"].primary', value: 'True', replaces: true };

  fc.assert(
    fc.property(withoutHome, fc.constantFrom<Dialect>('legacy', 'flag'), (before, dialect) => {
      expect(primaryTypes(patched(before, [flag], dialect))).toEqual(primaryTypes(before));
    }),
    { numRuns: 1000 },
  );
});

test('a user has one address of each type, whatever is written', () => {
  const paths = ['emails[type eq "home"]', 'emails[value eq "a"]', 'emails[primary eq true]', 'emails', 'EMAILS'];
  const part = fc.oneof(
    fc.record({ name: fc.constant('type'), value: fc.constantFrom('work', 'Home', 'other') }),
    fc.record({ name: fc.constant('value'), value: fc.constantFrom('a', 'A', 'b') }),
    fc.record({ name: fc.constant('primary'), value: fc.constantFrom('True', 'False') }),
  );
  const operation = fc
    .record({ op: fc.constantFrom('add', 'replace'), path: fc.constantFrom(...paths), part, whole: fc.boolean() })
    .map(({ op, path, part: { name, value }, whole }) =>
      whole ? { op, path, value: { [name]: value } } : { op, path: `${path}.${name}`, value },
    );

  fc.assert(
    fc.property(stored, fc.array(operation, { minLength: 1, maxLength: 5 }), (before, operations) => {
      const { emails = [] } = applyPatch(
        USER,
        { id: '1', attributes: before },
        readPatch(USER, { Operations: operations }, ENTRA_PROFILE),
        ENTRA_PROFILE,
      );

      const types = (emails as Attributes[]).flatMap(({ type }) => (typeof type === 'string' ? [foldCase(type)] : []));
      expect(types).toEqual([...new Set(types)]);
      expect(primaryTypes({ emails }).length).toBeLessThanOrEqual(1);
    }),
    { numRuns: 2000 },
  );
});

describe('a resource', () => {
  test('that is read back and sent again is the same', () => {
    fc.assert(
      fc.property(stored, (attributes) => {
        expect(readResource(USER, attributes, ENTRA_PROFILE)).toEqual(attributes);
      }),
      { numRuns: 1000 },
    );
  });
});

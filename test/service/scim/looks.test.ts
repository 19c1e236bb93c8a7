import { applyPatch } from '../../../service/scim/apply-patch';
import type { JsonObject } from '../../../service/scim/json';
import { readPatch } from '../../../service/scim/patch-operation';
import { RFC_PROFILE } from '../../../service/scim/profile';
import { PATCH_OP } from '../../../service/scim/required-schemas';
import { USER } from '../../../service/scim/resource-type';

const times = <Item>(count: number, make: (index: number) => Item): Item[] =>
  Array.from({ length: count }, (_, index) => make(index));

/** A user with many e-mail addresses after a PATCH with these operations. */
function patch(emails: readonly JsonObject[], operations: readonly object[]): JsonObject {
  const resource = { id: '1', attributes: { userName: 'ann', emails } };
  return applyPatch(
    USER,
    resource,
    readPatch(USER, { schemas: [PATCH_OP], Operations: operations }, RFC_PROFILE),
    RFC_PROFILE,
  );
}

const thousand = times(1000, (index) => ({ value: `v${index}`, type: `t${index}` }));
const show = (path: string) => ({ op: 'replace', path: `emails[${path}].display`, value: 'x' });
const REFUSAL = expect.objectContaining({
  status: 400,
  scimType: 'tooMany',
  message: expect.stringMatching(/^the operations read more than 100000 values: each one all of emails, and again/),
});

describe('the operations of a PATCH', () => {
  test.each([
    ['of a condition each', 50, 'type eq "t7"'],
    ['of four conditions each', 20, '(type eq "t7" and value pr) or not (value pr) or value eq "x"'],
    ['of 49 conditions', 2, times(49, (index) => `type eq "t${index}"`).join(' or ')],
  ])('on a list of 1000 values %s may compare 100,000 times, and fail with one more', (_what, most, condition) => {
    const operations = times(most, () => show(condition));

    expect(patch(thousand, operations)['emails']).toHaveLength(1000);
    expect(() => patch(thousand, [...operations, show('type eq "t7"')])).toThrow(REFUSAL);
  });

  test('without brackets compare once with each value', () => {
    const operations = times(100, () => ({ op: 'replace', path: 'emails.display', value: 'x' }));

    expect(patch(thousand, operations)['emails']).toHaveLength(1000);
    expect(() => patch(thousand, [...operations, ...operations.slice(0, 1)])).toThrow(REFUSAL);
  });

  test('count a long text as many values', () => {
    const emails = [{ value: 'a@x.example', type: 'work', display: 'é'.repeat(1_000_000) }];
    const operations = times(5, () => ({ op: 'replace', path: 'emails[display co "é"].type', value: 'home' }));

    expect(patch(emails, operations.slice(0, 4))['emails']).toMatchObject([{ type: 'home' }]);
    expect(() => patch(emails, operations)).toThrow(REFUSAL);
  });

  test('on short lists may be as many as a PATCH may have', () => {
    const twenty = thousand.slice(0, 20);

    expect(
      patch(
        twenty,
        times(1000, (index) => show(`type eq "t${index % 20}"`)),
      )['emails'],
    ).toHaveLength(20);
  });

  test('without an existing list compare nothing', () => {
    const add = { op: 'add', path: 'emails', value: thousand };

    expect(patch([], [add])['emails']).toHaveLength(1000);
  });
});

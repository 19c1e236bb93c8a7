import { requireSmall, RESOURCE_BYTES_MAX } from '../../../service/scim/resource-size';

/** Attributes whose JSON has this size in bytes, nearly all of it in one attribute. */
function sized(bytes: number, rest: object = {}): Record<string, unknown> {
  const empty = JSON.stringify({ ...rest, photos: '' }).length;
  return { ...rest, photos: 'x'.repeat(bytes - empty) };
}

const refusal = (message: string) =>
  expect.objectContaining({ status: 400, scimType: 'invalidValue', message }) as Error;

describe('a resource', () => {
  test('may have 256 KiB, and fails with one byte more, naming the largest attribute but no value', () => {
    const large = sized(RESOURCE_BYTES_MAX + 1, { userName: 'ann' });

    expect(() => {
      requireSmall({}, sized(RESOURCE_BYTES_MAX, { userName: 'ann' }), ['userName', 'photos']);
    }).not.toThrow();
    expect(() => {
      requireSmall({}, large, ['userName', 'photos']);
    }).toThrow(refusal('the resource may have at most 262144 bytes as JSON; got 262145, of which 262117 are photos'));
  });

  test('is counted in bytes, not in characters', () => {
    expect(() => {
      requireSmall({}, { title: '"'.repeat(200_000) }, ['title']);
    }).toThrow(refusal('the resource may have at most 262144 bytes as JSON; got 400012, of which 400002 are title'));
    expect(() => {
      requireSmall({}, { title: '€'.repeat(100_000) }, ['title']);
    }).toThrow('got 300012');
  });
});

describe('a resource that already exceeds the limit', () => {
  const before = sized(500_000, { userName: 'ann' });

  test('may be changed, may even grow, and may lose its large parts', () => {
    const { photos, ...rest } = before;

    expect(() => {
      requireSmall(before, { ...before, title: 'Engineer' }, ['title']);
      requireSmall(before, rest, ['photos']);
    }).not.toThrow();
    expect(photos).toBeDefined();
  });

  test('fails when one change writes more than a resource may have', () => {
    expect(() => {
      requireSmall(before, { ...before, photos: `${String(before['photos'])}x` }, ['photos']);
    }).toThrow(
      refusal(
        'a change of this resource may write at most 262144 bytes as JSON; got 499984, of which 499973 are photos',
      ),
    );
  });
});

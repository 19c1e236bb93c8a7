import { seal, unseal } from '../../../programs/pipeline/seal';

const KEY = 'a key of thirty-two characters, or more';
const PLAN = Buffer.from('a plan with a token');

describe('a sealed plan', () => {
  test('is opened by the same key, for the same stack', () => {
    const sealed = seal(PLAN, 'tenant-contoso', KEY);

    expect(sealed.includes('token')).toBe(false);
    expect(unseal(sealed, 'tenant-contoso', KEY)).toEqual(PLAN);
  });

  test('differs each time', () => {
    expect(seal(PLAN, 'platform', KEY)).not.toEqual(seal(PLAN, 'platform', KEY));
  });

  test('fails to open with another key, for another stack, or with a changed bit', () => {
    const sealed = seal(PLAN, 'platform', KEY);
    const changed = Buffer.from(sealed);
    changed[changed.length - 1] = (changed.at(-1) ?? 0) ^ 1;

    const message = 'the sealed plan of platform cannot be opened: PLAN_KEY is wrong, or the file was changed';
    expect(() => unseal(sealed, 'platform', `${KEY}!`)).toThrow(message);
    expect(() => unseal(changed, 'platform', KEY)).toThrow(message);
    expect(() => unseal(sealed, 'tenant-contoso', KEY)).toThrow('the sealed plan of tenant-contoso cannot be opened');
    expect(() => unseal(PLAN, 'platform', KEY)).toThrow('the sealed plan of platform is not a sealed plan; plan again');
  });

  test('fails with a key that can be guessed', () => {
    expect(() => seal(PLAN, 'platform', 'secret')).toThrow('PLAN_KEY must have at least 32 characters');
  });
});

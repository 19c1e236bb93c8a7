import { Testing, TerraformStack } from 'cdktf';

import { validate } from '../../constructs/validation';

describe('validate', () => {
  const stack = new TerraformStack(Testing.app(), 'test');

  test('throws one error with all complaints and the path of the construct', () => {
    const rules = [() => 'one', () => undefined, () => 'two'];

    expect(() => {
      validate(stack, {}, rules);
    }).toThrow("invalid props for 'test':\n  - one\n  - two");
  });

  test('accepts props without complaints', () => {
    expect(() => {
      validate(stack, {}, [() => undefined]);
    }).not.toThrow();
  });
});

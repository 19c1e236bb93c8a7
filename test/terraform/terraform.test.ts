import { chmodSync } from 'node:fs';
import { dirname } from 'node:path';

import { textFile } from '../support/text-file';

import { Terraform } from './terraform';

/** A fake Terraform that prints its arguments, and exits with this code. */
function scripted(exitCode: number) {
  const file = textFile(
    'terraform',
    `#!/bin/sh\necho "{\\"args\\": \\"$*\\", \\"for\\": \\"$FOR\\"}"\nexit ${exitCode}\n`,
  );
  chmodSync(file.path, 0o755);
  const terraform = new Terraform({
    binary: file.path,
    folder: dirname(file.path),
    initEnvironment: { FOR: 'the registry' },
    environment: { FOR: 'the stand-in' },
  });
  return {
    terraform,
    [Symbol.dispose]: () => {
      file[Symbol.dispose]();
    },
  };
}

describe('Terraform', () => {
  test('distinguishes a plan with changes from one without', async () => {
    using changes = scripted(2);
    using nothing = scripted(0);

    expect(await changes.terraform.plan('tfplan')).toBe(true);
    expect(await nothing.terraform.plan('tfplan')).toBe(false);
  });

  test('reaches the registry with other variables than the stand-in', async () => {
    using works = scripted(0);
    using fails = scripted(1);

    expect(await works.terraform.show('tfplan')).toEqual({ args: 'show -json tfplan', for: 'the stand-in' });
    await expect(fails.terraform.init('/state')).rejects.toThrow('"for": "the registry"');
  });

  test('keeps the state at the given place instead of next to the project', async () => {
    using fails = scripted(1);

    await expect(fails.terraform.init('/somewhere/state')).rejects.toThrow('-backend-config=path=/somewhere/state');
  });

  test.each(['plan', 'apply', 'show', 'validate'] as const)('fails with what %s printed', async (command) => {
    using fails = scripted(1);

    await expect(fails.terraform[command]('tfplan')).rejects.toThrow(
      `terraform ${command} failed:\n{"args": "${command}`,
    );
  });
});

import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';

import type { Ended } from '../../programs/pipeline/programs';
import type { TerraformPlan } from '../../programs/review/plan/terraform-plan';

/**
 * A fake Terraform for the pipeline's tests. Files in `<fake>/<stack>/` control its results: `plan.json` is the plan,
 * and `fail-<command>` the output of a command that fails. Each apply increases `serial`, which makes stored plans
 * stale.
 *
 * @param folder folder in which Terraform runs, named after the stack.
 */
export function fakeTerraform([command = '', ...args]: readonly string[], fake: string, folder: string): Ended {
  const file = (name: string) => join(fake, basename(folder), name);
  const read = (name: string) => (existsSync(file(name)) ? readFileSync(file(name), 'utf8') : undefined);
  const last = args.at(-1) ?? '';

  const failure = read(`fail-${command}`);
  if (failure !== undefined) {
    return command === 'plan' ? { code: 1, output: failure, errors: '' } : { code: 1, output: '', errors: failure };
  }
  const serial = read('serial') ?? '0';
  switch (command) {
    case 'plan': {
      const document = read('plan.json') ?? '{"format_version":"1.2","resource_changes":[]}';
      const out = args.find((arg) => arg.startsWith('-out='))?.slice('-out='.length) ?? '';
      writeFileSync(out, JSON.stringify({ serial, document }));
      const { resource_changes: changes = [] } = JSON.parse(document) as TerraformPlan;
      const code = changes.some(({ change: { actions } }) => actions[0] !== 'no-op') ? 2 : 0;
      return { code, output: '', errors: '' };
    }
    case 'show':
      return fine((JSON.parse(readFileSync(last, 'utf8')) as Stored).document);
    case 'apply':
      if ((JSON.parse(readFileSync(last, 'utf8')) as Stored).serial !== serial) {
        return { code: 1, output: '', errors: 'Error: Saved plan is stale\n' };
      }
      writeFileSync(file('serial'), `${Number(serial) + 1}`);
      rmSync(file('plan.json'), { force: true });
      return fine('Apply complete!\n');
    default:
      return fine('');
  }
}

/** The content of the fake's plan files. */
interface Stored {
  readonly serial: string;
  readonly document: string;
}

function fine(output: string): Ended {
  return { code: 0, output, errors: '' };
}

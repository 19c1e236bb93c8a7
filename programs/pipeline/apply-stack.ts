import { existsSync } from 'node:fs';

import { parsePlan, reviewPlan } from '../review';

import type { PlanFolder } from './plan-folder';
import type { Programs } from './programs';
import type { Print } from './progress';
import type { Reviewed } from './reviewed';
import type { Stack } from './stack';
import { StepError } from './step';
import { Terraform, TerraformError } from './terraform';

/** `unchanged` means that there was nothing to do, for example because an earlier run had already applied the plan. */
export type Applied = 'applied' | 'unchanged';

/** Thrown if a plan differs from the reviewed plan. */
export class NotReviewed extends StepError {}

export interface StackOptions {
  readonly folder: PlanFolder;
  readonly reviewed: Reviewed;
  readonly programs: Programs;
  readonly print: Print;
}

/**
 * Applies the stored plan if the state has not changed since the plan was made. If the state has changed, makes a new
 * plan, and applies it only if it makes the reviewed changes.
 */
export async function applyStack(stack: Stack, { folder, reviewed, programs, print }: StackOptions): Promise<Applied> {
  const terraform = new Terraform(stack, programs);
  const hash = reviewedHash(stack.name, reviewed);
  const plan = folder.plan(stack.name);
  await terraform.init();

  if (existsSync(plan)) {
    await expectReviewed('the stored plan');
    try {
      print('applying the stored plan');
      await terraform.apply(plan, print);
      return 'applied';
    } catch (error) {
      if (!(error instanceof TerraformError && error.isStale)) throw error;
      print('the state has changed since the plan was stored; planning again');
    }
  }

  folder.clear(stack.name);
  if ((await terraform.plan(plan)) === 'no changes') return 'unchanged';
  await expectReviewed('a new plan');
  print('applying a new plan, which makes the reviewed changes');
  await terraform.apply(plan, print);
  return 'applied';

  async function expectReviewed(what: string): Promise<void> {
    const document = parsePlan(what, Buffer.from(await terraform.show(plan)));
    const { changeSetHash: found } = reviewPlan(stack.name, what, document);
    if (found === hash) return;
    throw new NotReviewed(
      `${what} for ${stack.name} does not make the reviewed changes: its change set is ${found}, the reviewed one ${hash}. ` +
        'Something has changed since, or was partly applied. Plan it again and have the plan reviewed.',
    );
  }
}

function reviewedHash(stack: string, { stacks, deferred }: Reviewed): string {
  const found = stacks[stack];
  if (found) return found.hash;
  throw new NotReviewed(
    deferred.includes(stack)
      ? `${stack} could not be planned before the stacks that it depends on were deployed. Plan it now and have the plan reviewed.`
      : `${stack} was not reviewed. Plan it and have the plan reviewed.`,
  );
}

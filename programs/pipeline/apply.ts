import { existsSync, readFileSync, writeFileSync } from 'node:fs';

import { atMost } from '../../command-line/at-most';

import { type Applied, applyStack, NotReviewed, type StackOptions } from './apply-stack';
import { named } from './progress';
import type { Reviewed } from './reviewed';
import { unseal } from './seal';
import type { Stage } from './stage';

export interface ApplyOptions extends StackOptions {
  /** Maximum number of stacks of one stage to apply at the same time. */
  readonly parallel: number;

  /** Key that decrypts sealed plans. Without the key, stacks with sealed plans are planned again. */
  readonly key: string | undefined;
}

/**
 * The result for a stack. `refused`: the plan differs from the reviewed plan. `not applied`: an earlier stack failed or
 * was refused. `not reviewed yet`: the stack could not be planned for the review, because it reads from another stack
 * that was not deployed at the time of the review.
 */
export interface AppliedStack {
  readonly stack: string;
  readonly stage: string;
  readonly outcome: Applied | 'failed' | 'not applied' | 'not reviewed yet' | 'refused';
  readonly reason?: string;
}

/**
 * Applies the reviewed plans, stage by stage. Once a stack has failed or has been refused, no other stack is started.
 * Stacks that are already being applied are finished, because interrupting Terraform leaves a state that nobody
 * planned.
 */
export async function applyStages(stages: readonly Stage[], options: ApplyOptions): Promise<AppliedStack[]> {
  let stopped = false;
  const results: AppliedStack[] = [];
  for (const { name: stage, stacks } of stages) {
    const done = await atMost(options.parallel, stacks, async (stack): Promise<AppliedStack> => {
      if (stopped) return { stack: stack.name, stage, outcome: 'not applied' };
      const say = named(options.print, stack.name);
      try {
        openSealed(stack.name, options);
        const outcome = await applyStack(stack, { ...options, print: say });
        say(outcome);
        return { stack: stack.name, stage, outcome };
      } catch (error) {
        stopped = true;
        const { message: reason } = error as Error;
        say(reason);
        return { stack: stack.name, stage, outcome: error instanceof NotReviewed ? 'refused' : 'failed', reason };
      }
    });
    results.push(...done);
  }
  return results;
}

/** Stacks that could not be planned for the review, so nobody has reviewed their plans. They are not deployed. */
export function notReviewedYet({ deferred }: Reviewed): AppliedStack[] {
  const reason = 'it reads from a stack that has only now been deployed; plan it and have the plan reviewed';
  return deferred.map((stack) => ({ stack, stage: 'later', outcome: 'not reviewed yet', reason }));
}

function openSealed(stack: string, { folder, key }: ApplyOptions): void {
  const [sealed, plan] = [folder.sealed(stack), folder.plan(stack)];
  if (!key || existsSync(plan) || !existsSync(sealed)) return;
  writeFileSync(plan, unseal(readFileSync(sealed), stack, key), { mode: 0o600 });
}

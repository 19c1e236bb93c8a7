import { readFileSync, writeFileSync } from 'node:fs';

import { atMost } from '../../command-line/at-most';
import { readPlan } from '../review';

import { isDeferred } from './deferral';
import type { Diagnostic } from './diagnostic';
import type { PlanFolder, PlanRecord } from './plan-folder';
import type { Programs } from './programs';
import { named, type Print, since } from './progress';
import { seal } from './seal';
import type { Stack } from './stack';
import { Terraform, TerraformError } from './terraform';

export interface PlanOptions {
  /** The folder for the plans. */
  readonly folder: PlanFolder;

  /** Maximum number of stacks to plan at the same time. */
  readonly parallel: number;

  /**
   * Key for making a sealed copy of each plan. Only sealed copies may leave the machine. Undefined if no copies are
   * needed.
   */
  readonly key: string | undefined;
  readonly programs: Programs;
  readonly print: Print;
}

/** Plans stacks. If one of them fails, the others are still planned. */
export async function planStacks(stacks: readonly Stack[], options: PlanOptions): Promise<PlanRecord[]> {
  const planned = await atMost(options.parallel, stacks, (stack) => planStack(stack, options));
  const changing = new Set(planned.flatMap(({ record }) => (record.outcome === 'changes' ? [record.stack] : [])));
  const attempts = new Map(planned.map((attempt, index) => [attempt.record.stack, { ...attempt, ...stacks[index] }]));
  const isLater = (name: string): boolean => {
    const { errors = [], dependencies = [] } = attempts.get(name) ?? {};
    if (errors.length === 0) return false;
    const plans = dependencies.filter((one) => changing.has(one)).map((one) => readPlan(options.folder.document(one)));
    return isDeferred(errors, plans, dependencies.some(isLater));
  };
  const records = planned.map(({ record }): PlanRecord =>
    isLater(record.stack) ? { ...record, outcome: 'deferred' } : record,
  );
  options.folder.writeIndex(records);
  return records;
}

/** The result of planning a stack, and the errors that Terraform reported. */
interface Attempt {
  readonly record: PlanRecord;
  readonly errors: readonly Diagnostic[];
}

async function planStack(stack: Stack, { folder, key, programs, print }: PlanOptions): Promise<Attempt> {
  const say = named(print, stack.name);
  const start = performance.now();
  const terraform = new Terraform(stack, programs);
  folder.clear(stack.name);
  try {
    await terraform.init();
    // Planning does not write the state, so the state is not locked, and the identity that makes the plan needs no
    // permission to lock it.
    const outcome = await terraform.plan(folder.plan(stack.name), '-lock=false');
    writeFileSync(folder.document(stack.name), await terraform.show(folder.plan(stack.name)), { mode: 0o600 });
    if (key) writeFileSync(folder.sealed(stack.name), seal(readFileSync(folder.plan(stack.name)), stack.name, key));
    say(`${outcome}, ${since(start)}`);
    return { record: { stack: stack.name, outcome }, errors: [] };
  } catch (error) {
    const { message: reason } = error as Error;
    folder.clear(stack.name);
    say(reason);
    const record = { stack: stack.name, outcome: 'failed', reason } as const;
    return { record, errors: error instanceof TerraformError ? error.errors : [] };
  }
}

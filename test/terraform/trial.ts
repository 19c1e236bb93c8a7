import { join } from 'node:path';

import type { Change, Life } from './change';
import { type PlanDocument, plannedChanges } from './planned-changes';
import { type Stage, withoutSignIn } from './stage';
import { Terraform } from './terraform';

/** A change did not have the expected result. */
export class TrialFailure extends Error {
  override readonly name = 'TrialFailure';
}

export interface TrialOptions {
  /** Name or path of Terraform. */
  readonly terraform: string;
  readonly env: NodeJS.ProcessEnv;
  readonly print: (line: string) => void;
}

/** A tenant before its first change. */
export interface Trial {
  readonly stage: Stage;
  readonly life: Life;
}

/**
 * Installs the providers that the tenant needs.
 *
 * @throws {CannotRun} when there is no Terraform or there are no providers.
 */
export async function prepare({ stage, life }: Trial, { terraform: binary, env }: TrialOptions): Promise<void> {
  stage.synthesize(life[0].file);
  await open(stage, binary, env).init(stage.state);
}

/**
 * Takes one tenant through its life. After each change, checks that the configuration is valid, that the plan contains
 * the expected changes and no others, that it can be applied, and that another plan is empty.
 *
 * @throws {TrialFailure} at the first change that does not have the expected result.
 */
export async function run({ stage, life }: Trial, { terraform: binary, env, print }: TrialOptions): Promise<void> {
  print(`stack        ${stage.stack}`);
  for (const change of life) {
    const started = Date.now();
    stage.synthesize(change.file);
    change.inPortal?.(stage);
    if (change.newToken) stage.rotateToken();
    await make(change, stage, open(stage, binary, env));
    print(`ok           ${change.title}: ${change.plan.length} planned, applied, nothing left (${seconds(started)} s)`);
  }
}

/** Terraform with the current environment variables, which include the token. */
function open(stage: Stage, binary: string, env: NodeJS.ProcessEnv): Terraform {
  return new Terraform({
    binary,
    folder: stage.stack,
    initEnvironment: withoutSignIn(env),
    environment: stage.environment(),
  });
}

async function make({ title, plan, flaws }: Change, stage: Stage, terraform: Terraform): Promise<void> {
  const file = join(stage.folder, 'tfplan');
  const seen = stage.graph.requests.length;
  try {
    await terraform.validate();
    await terraform.plan(file);
    const planned = plannedChanges((await terraform.show(file)) as PlanDocument);
    same(planned, plan.toSorted());
    await terraform.apply(file);
    const found = flaws(stage, stage.graph.requests.slice(seen));
    if (found.length > 0) throw new Error(found.join('\n'));
    if (await terraform.plan(file)) {
      const left = plannedChanges((await terraform.show(file)) as PlanDocument);
      throw new Error(`a second plan is not empty:\n${left.join('\n') || 'outputs change'}`);
    }
  } catch (error) {
    const unknown = [...new Set(stage.graph.unknown)];
    const hint = unknown.length === 0 ? '' : `\nThe stand-in has no route for:\n${unknown.join('\n')}`;
    throw new TrialFailure(`${title}: ${(error as Error).message}${hint}`, { cause: error });
  }
}

function same(planned: readonly string[], expected: readonly string[]): void {
  const missing = expected.filter((one) => !planned.includes(one)).map((one) => `  missing: ${one}`);
  const unexpected = planned.filter((one) => !expected.includes(one)).map((one) => `  unexpected: ${one}`);
  if (missing.length + unexpected.length > 0) {
    throw new Error(['the plan is another than expected', ...missing, ...unexpected].join('\n'));
  }
}

function seconds(since: number): number {
  return Math.round((Date.now() - since) / 1000);
}

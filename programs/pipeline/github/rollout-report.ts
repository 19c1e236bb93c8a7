import { PLATFORM_STACK, stackName } from '../../../fleet/stack-name';
import { type Reviewed, stacksToApply } from '../reviewed';

import type { Deployment } from './deployments';
import { MATRIX_MAX } from './platform-tests';

/** The result of a deployment. */
export interface RolloutReport {
  /** For the summary of a run, in Markdown. */
  readonly text: string;

  /** Whether something reviewed has not been applied, or a test has failed. */
  readonly hasFailed: boolean;

  /** Whether something is still to be planned and reviewed. */
  readonly isOpen: boolean;
}

/** Results of the tests of tenants that the platform serves but that were not deployed, by slug. */
interface Tests {
  readonly failed: readonly string[];

  /** Tenants for which there was no room. */
  readonly left: readonly string[];
}

/** Lists which of the reviewed stacks were applied and which were not, and what to do next. */
export function rolloutReport(
  reviewed: Reviewed,
  deployments: readonly Deployment[],
  { failed, left }: Tests,
): RolloutReport {
  const outcomes = new Map(deployments.map(({ stack, outcome }) => [stack, outcome]));
  const rows = stacksToApply(reviewed).map((stack) => [stack, outcomes.get(stack) ?? 'not applied'] as const);
  const { deferred } = reviewed;
  const failing = [
    ...deployments.flatMap(({ stack, outcome, hasFailed }) => (hasFailed && outcome === 'applied' ? [stack] : [])),
    ...failed.map(stackName),
  ];
  const text = [
    '## What was applied',
    '',
    ...(rows.length + deferred.length === 0
      ? ['Nothing was to be applied.']
      : ['| stack | deployment |', '| --- | --- |']),
    ...rows.map(([stack, outcome]) => `| ${stack} | ${outcome} |`),
    ...deferred.map((stack) => `| ${stack} | not reviewed yet |`),
    ...(failing.length === 0 ? [] : ['', `**Applied, but the test afterwards failed:** ${failing.join(', ')}`]),
    ...(left.length === 0 || outcomes.get(PLATFORM_STACK) !== 'applied' ? [] : ['', ...untested(left)]),
    ...(deferred.length === 0 ? [] : ['', ...next(deferred)]),
    '',
  ].join('\n');
  const hasFailed = rows.some(([, outcome]) => outcome !== 'applied') || failing.length > 0;
  return { text, hasFailed, isOpen: deferred.length > 0 };
}

function next(deferred: readonly string[]): string[] {
  return [
    'What is not reviewed yet reads what is deployed only now. Plan it, read the summary of that run, and apply with its id:',
    '',
    `    gh workflow run plan.yml -f stacks='${deferred.join(' ')}' -f labels=''`,
    '    gh workflow run apply.yml -f plan-run=<id>',
  ];
}

function untested(slugs: readonly string[]): string[] {
  return [
    `**Not tested, because GitHub allows ${MATRIX_MAX} jobs:** ${slugs.length} other tenants that the platform serves. With an`,
    'identity that may write in their directories:',
    '',
    `    npx entra-scim pipeline verify ${slugs.join(' ')}`,
  ];
}

import { PLATFORM_STACK, stackName } from '../../../fleet/stack-name';
import { type Reviewed, stacksToApply } from '../reviewed';

import type { Deployment } from './deployments';
import { MATRIX_MAX } from './platform-tests';

/** The result of a rollout. */
export interface RolloutReport {
  /** Markdown for the summary of a run. */
  readonly text: string;

  /** Whether a reviewed stack was not applied, or a test has failed. */
  readonly hasFailed: boolean;

  /** Whether a stack must still be planned and reviewed. */
  readonly isOpen: boolean;
}

/** Results of testing the tenants that use the platform but were not deployed, by slug. */
interface Tests {
  readonly failed: readonly string[];

  /** Tenants that were not tested, because the matrix had no room for them. */
  readonly left: readonly string[];
}

/**
 * Reports the result of a rollout: the reviewed stacks that were applied, the reviewed stacks that were not applied,
 * and what somebody must do next.
 */
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
      ? ['There was nothing to apply.']
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
    'The stacks that are not reviewed yet read from stacks that have only now been deployed. Plan them, read the summary of that run, and apply with its id:',
    '',
    `    gh workflow run plan.yml -f stacks='${deferred.join(' ')}' -f labels=''`,
    '    gh workflow run apply.yml -f plan-run=<id>',
  ];
}

function untested(slugs: readonly string[]): string[] {
  return [
    `**Not tested, because GitHub allows ${MATRIX_MAX} jobs:** ${slugs.length} other tenants of the platform. With an`,
    'identity that has write access to their directories:',
    '',
    `    npx entra-scim pipeline verify ${slugs.join(' ')}`,
  ];
}

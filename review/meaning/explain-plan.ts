import type { Plan } from '../plan/plan';

import type { Finding } from './finding';

/** What is wrong with a plan as a whole. */
export function explainPlan(plan: Plan): Finding[] {
  const { failed, incomplete, failedChecks } = plan.troubles;
  const findings: Omit<Finding, 'address'>[] = [
    ...(failed ? [{ kind: 'plan-failed' as const, what: 'the plan' }] : []),
    ...(incomplete ? [{ kind: 'plan-incomplete' as const, what: 'the plan' }] : []),
    ...failedChecks.map((what) => ({ kind: 'check-failed' as const, what, subject: what })),
    ...mismatch(plan),
  ];
  return findings.map((finding) => ({ address: '', ...finding }));
}

function mismatch(plan: Plan): Omit<Finding, 'address'>[] {
  const { named, signedIn } = plan.directory;
  if (named === undefined || named === signedIn) return [];
  if (signedIn === undefined) return [{ kind: 'directory-unknown', what: `the file names ${named}` }];
  return [{ kind: 'directory-mismatch', what: `signed in to ${signedIn}, but the file names ${named}` }];
}

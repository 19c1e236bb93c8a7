import type { Finding } from '../meaning/finding';
import type { Plan } from '../plan/plan';
import type { FailedCheck, PutOff } from '../plan/troubles';
import type { Kind } from '../resources/resources';

type PlanFinding = Omit<Finding<Kind>, 'address'> & Partial<Pick<Finding, 'address'>>;

/** Explains problems that concern a plan as a whole, and effects of the plan that are not changes to resources. */
export function explainPlan(plan: Plan): Finding<Kind>[] {
  const { failed, incomplete, putOff, failedChecks } = plan.troubles;
  const findings: PlanFinding[] = [
    ...(failed ? [{ kind: 'plan-failed' as const, what: 'the plan' }] : []),
    ...(incomplete && putOff.length === 0 ? [{ kind: 'plan-incomplete' as const, what: 'the plan' }] : []),
    ...putOff.map(explainPutOff),
    ...failedChecks.map(explainCheck),
    ...mismatch(plan),
    ...plan.unknownMembers.map((name) => ({ kind: 'plan-part-unknown' as const, what: name, subject: name })),
    ...plan.invocations.map(({ address, trigger = 'by -invoke', arguments: unshown }) => ({
      kind: 'action-invoked' as const,
      address,
      what: `${address}, ${trigger}`,
      subject: address,
      unshown,
    })),
    ...explainOutputs(plan.changedOutputs),
  ];
  return findings.map((finding) => ({ address: '', ...finding }));
}

function explainPutOff({ address, happening, because }: PutOff): PlanFinding {
  return { kind: 'plan-incomplete', address, what: `${address} (${happening})`, subject: address, because };
}

function explainCheck({ address, messages }: FailedCheck): PlanFinding {
  return { kind: 'check-failed', what: [address, ...messages].join(': '), subject: address };
}

function explainOutputs(names: readonly string[]): PlanFinding[] {
  return names.length === 0 ? [] : [{ kind: 'outputs-changed', what: 'outputs', unshown: names }];
}

function mismatch(plan: Plan): PlanFinding[] {
  const { named, signedIn } = plan.directory;
  if (named === undefined || named === signedIn) return [];
  if (signedIn === undefined) return [{ kind: 'directory-unknown', what: `the file names ${named}` }];
  return [{ kind: 'directory-mismatch', what: `signed in to ${signedIn}, but the file names ${named}` }];
}

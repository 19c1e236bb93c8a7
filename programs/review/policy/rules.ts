import type { Demand, Policy } from '../../../fleet/model/policy';
import type { RuleId } from '../../../fleet/model/policy-rule';
import { type Headcount, headcount } from '../access/principal';
import { counted } from '../counted';
import { titled } from '../findings/explain-changes';
import type { PlanReview } from '../plan-review';
import type { Kind } from '../resources/resources';

/** A check that a policy makes on a plan. */
export interface Rule {
  readonly id: RuleId;

  /** What the rule objects to, in a few words. */
  readonly title: string;

  /** What the rule demands unless the policy says otherwise. */
  readonly demand: Demand;

  /** The parts of the plan that the rule applies to, in words. Empty if it does not apply. */
  readonly found: (plan: PlanReview, policy: Policy) => string[];
}

const ALLOW_DESTROY: Demand = { label: 'allow-destroy' };
const ACCESS_CHANGE: Demand = { label: 'access-change' };

/** Two entries with the same id are one rule with different demands. */
export const RULES: readonly Rule[] = [
  {
    id: 'ID001',
    title: 'application, service principal or job is destroyed or replaced, or may be from now on',
    demand: ALLOW_DESTROY,
    found: kinds(
      'tenant-removed',
      'application-destroyed',
      'application-replaced',
      'application-protection-off',
      'service-principal-destroyed',
      'service-principal-replaced',
      'job-destroyed',
      'job-replaced',
    ),
  },
  {
    id: 'ID002',
    title: 'the plan was made in another directory, or does not say in which',
    demand: 'deny',
    found: kinds('directory-mismatch', 'directory-unknown', 'directory-changed'),
  },
  {
    id: 'ID003',
    title: 'everybody in the directory comes into scope',
    demand: ACCESS_CHANGE,
    found: kinds('scope-widened'),
  },
  { id: 'ID004', title: 'a privileged role is given', demand: ACCESS_CHANGE, found: privileged },
  { id: 'ID005', title: 'more may lose access than the limits allow', demand: ACCESS_CHANGE, found: beyondLimits },
  {
    id: 'ID005',
    title: 'assignments are replaced because their role id is unknown',
    demand: ACCESS_CHANGE,
    found: kinds('assignment-role-unknown'),
  },
  {
    id: 'ID006',
    title: 'a role is removed, disabled, renamed or closed to a kind of principals',
    demand: ACCESS_CHANGE,
    found: kinds(
      'role-removed',
      'role-removed-while-assigned',
      'role-disabled',
      'role-disabled-while-assigned',
      'role-retired',
      'role-renamed',
      'role-closed-to-applications',
      'role-closed-to-users',
    ),
  },
  {
    id: 'ID007',
    title: 'the application opens to everybody, or loses its owners',
    demand: ACCESS_CHANGE,
    found: kinds('assignment-not-required', 'owners-removed'),
  },
  { id: 'ID008', title: 'the endpoint moves', demand: 'warn', found: kinds('endpoint-moved') },
  {
    id: 'ID009',
    title: 'the matching or the disabling of accounts, their roles or the members of groups are mapped in another way',
    demand: ACCESS_CHANGE,
    found: kinds(
      'matching-mapping-changed',
      'active-mapping-removed',
      'active-mapping-changed',
      'role-mapping-changed',
      'members-mapping-changed',
      'object-type-off',
    ),
  },
  { id: 'ID009', title: 'mappings change', demand: 'warn', found: kinds('mapping-changed', 'object-type-on') },
  {
    id: 'ID010',
    title: 'the token changes; the service has to accept the new one already',
    demand: 'warn',
    found: kinds('token-rotates', 'token-without-overlap'),
  },
  {
    id: 'ID011',
    title: 'provisioning starts or pauses',
    demand: 'warn',
    found: kinds('provisioning-started', 'provisioning-paused'),
  },
  {
    id: 'ID012',
    title: 'credentials hold a key that the provider cannot remove',
    demand: 'deny',
    found: kinds('notification-credential'),
  },
  {
    id: 'ID013',
    title: 'the application gets credentials, permissions or a wider audience',
    demand: 'deny',
    found: kinds('application-password-added', 'permission-requested', 'audience-widened'),
  },
  {
    id: 'ID013',
    title: 'rights in the directory are granted, or their roles or conditions change',
    demand: 'deny',
    found: kinds(
      'directory-rights-granted',
      'directory-role-defined',
      'conditional-access-changed',
      'group-role-assignable',
    ),
  },
  { id: 'SV001', title: 'something is destroyed that must never be', demand: 'deny', found: neverDestroyed },
  {
    id: 'SV001',
    title: 'data is less protected than before',
    demand: 'deny',
    found: kinds('deletion-protection-off', 'database-public', 'database-password-sign-in', 'backup-shortened'),
  },
  {
    id: 'SV002',
    title: 'connections without TLS, or an image without digest',
    demand: 'deny',
    found: kinds('insecure-connections', 'image-without-digest'),
  },
  {
    id: 'SV003',
    title: 'one replica or none is left',
    demand: 'warn',
    found: kinds('replicas-to-zero', 'replica-alone'),
  },
  { id: 'SV003', title: 'wide rights are granted', demand: 'deny', found: kinds('rights-granted-widely') },
  {
    id: 'PL001',
    title: 'the plan failed, is not complete or not understood, or a check of it failed',
    demand: 'deny',
    found: kinds('plan-failed', 'plan-incomplete', 'plan-part-unknown', 'check-failed'),
  },
  {
    id: 'PL002',
    title: 'something was changed outside of Terraform',
    demand: 'warn',
    found: ({ drift }) => drift.map(({ finding }) => titled(finding)),
  },
];

function kinds(...wanted: readonly Kind[]): Rule['found'] {
  return ({ findings }) =>
    findings.flatMap((finding) => {
      if (!wanted.includes(finding.kind)) return [];
      return [wanted.length === 1 ? finding.what : titled(finding)];
    });
}

function privileged({ access }: PlanReview, { privilegedRoles }: Policy): string[] {
  return access.flatMap(({ principal, before, after }) =>
    after !== undefined && after !== before && privilegedRoles.includes(after)
      ? [`${principal.name} gains ${after}`]
      : [],
  );
}

function beyondLimits({ losers, holders }: PlanReview, { limits }: Policy): string[] {
  const groups = losers.filter(({ kind }) => kind !== 'user');
  return [
    ...(groups.length > limits.groups ? [`${lose(groups.length, 'group')}; the limit is ${limits.groups}`] : []),
    ...beyondUsers(headcount(losers), limits.users),
    ...beyondShare(losers.length, holders, limits.percent),
  ];
}

function beyondShare(losers: number, holders: number, limit = 100): string[] {
  const percent = holders === 0 ? 0 : (losers / holders) * 100;
  if (percent <= limit) return [];
  return [`${losers} of ${holders} users and groups with a role lose access; the limit is ${limit} %`];
}

/** A group of unknown size may be larger than any limit. */
function beyondUsers({ users, untold }: Headcount, limit: number): string[] {
  const atLeast = untold.length > 0 ? 'at least ' : '';
  if (users > limit) return [`${atLeast}${lose(users, 'user')}; the limit is ${limit}`];
  return untold.map(
    ({ name }) => `the plan does not say how many people lose access with ${name}; the limit is ${limit} users`,
  );
}

function lose(count: number, noun: string): string {
  return `${counted(count, noun)} ${count === 1 ? 'loses' : 'lose'} access`;
}

function neverDestroyed({ destroyed }: PlanReview, { neverDestroy }: Policy): string[] {
  return destroyed.flatMap(({ address, type }) =>
    neverDestroy.includes(type) || neverDestroy.includes(address) ? [address] : [],
  );
}

import { counted } from '../../../command-line/counted';
import type { Demand, Policy } from '../../../fleet/model/policy';
import { POLICY_RULES, type RuleId } from '../../../fleet/model/policy-rule';
import { CONSOLE_SIGN_IN_STACK } from '../../../fleet/stack-name';
import { type Headcount, headcount } from '../access/principal';
import { titled } from '../findings/explain-changes';
import type { PlanReview } from '../plan-review';
import type { Kind } from '../resources/resources';

/** A check that a policy makes on a plan. */
export interface Rule {
  readonly id: RuleId;

  /** The objection that the rule raises, in a few words. */
  readonly title: string;

  /** The default demand of the rule. A policy can replace it. */
  readonly demand: Demand;

  /**
   * Finds the things in a plan to which the rule objects, and describes them. Returns an empty list if there are none.
   */
  readonly found: Found;
}

type Found = (plan: PlanReview, policy: Policy) => string[];

/** The catalogue of rules without CL001, because CL001 asks for labels that the policy itself defines. */
const { CL001: _, ...CATALOGUE } = POLICY_RULES;

type Catalogue = typeof CATALOGUE;

/** A tuple with one `Found` per objection of a rule. */
type FoundBy<Objections> = { readonly [Index in keyof Objections]: Found };

/**
 * For each rule, one function per objection, in the same order as in the catalogue. A function finds the things in a
 * plan to which the objection applies.
 */
const FOUND: { readonly [Id in keyof Catalogue]: FoundBy<Catalogue[Id]> } = {
  ID001: [
    kinds(
      'tenant-removed',
      'application-destroyed',
      'application-replaced',
      'application-protection-off',
      'service-principal-destroyed',
      'service-principal-replaced',
      'job-destroyed',
      'job-replaced',
    ),
  ],
  ID002: [kinds('directory-mismatch', 'directory-unknown', 'directory-changed')],
  ID003: [kinds('scope-widened')],
  ID004: [privileged],
  ID005: [beyondLimits, kinds('assignment-role-unknown')],
  ID006: [
    kinds(
      'role-removed',
      'role-removed-while-assigned',
      'role-disabled',
      'role-disabled-while-assigned',
      'role-retired',
      'role-renamed',
      'role-closed-to-applications',
      'role-closed-to-users',
    ),
  ],
  ID007: [kinds('assignment-not-required', 'owners-removed')],
  ID008: [kinds('endpoint-moved')],
  ID009: [
    kinds(
      'matching-mapping-changed',
      'active-mapping-removed',
      'active-mapping-changed',
      'role-mapping-changed',
      'members-mapping-changed',
      'object-type-off',
    ),
    kinds('mapping-changed', 'object-type-on'),
  ],
  ID010: [kinds('token-rotates', 'token-without-overlap')],
  ID011: [kinds('provisioning-started', 'provisioning-paused')],
  ID012: [kinds('notification-credential')],
  ID013: [
    applicationGains,
    kinds('directory-rights-granted', 'directory-role-defined', 'conditional-access-changed', 'group-role-assignable'),
  ],
  ID014: [kinds('stream-of-all-added', 'stream-added', 'stream-redirected', 'stream-widened')],
  ID015: [kinds('federated-credential-added', 'redirect-uri-added')],
  SV001: [
    neverDestroyed,
    kinds('deletion-protection-off', 'database-public', 'database-password-sign-in', 'backup-shortened'),
  ],
  SV002: [kinds('insecure-connections', 'image-without-digest')],
  SV003: [kinds('replicas-to-zero', 'replica-alone'), kinds('rights-granted-widely')],
  PL001: [kinds('plan-failed', 'plan-incomplete', 'plan-part-unknown', 'check-failed')],
  PL002: [({ drift }) => drift.map(({ finding }) => titled(finding))],
};

/** A rule with several objections becomes several entries with the same id. */
export const RULES: readonly Rule[] = (Object.keys(CATALOGUE) as (keyof Catalogue)[]).flatMap((id) =>
  FOUND[id].flatMap((found: Found, index: number) => {
    const objection = CATALOGUE[id][index];
    return objection === undefined ? [] : [{ id, ...objection, found }];
  }),
);

function kinds(...wanted: readonly Kind[]): Found {
  return ({ findings }) =>
    findings.flatMap((finding) => {
      if (!wanted.includes(finding.kind)) return [];
      return [wanted.length === 1 ? finding.what : titled(finding)];
    });
}

/**
 * The console signs people in with a federated credential, which rule ID015 covers. No other application needs such a
 * credential.
 */
function applicationGains(plan: PlanReview, policy: Policy): string[] {
  const gains = ['application-password-added', 'permission-requested', 'audience-widened'] as const;
  const found = plan.name === CONSOLE_SIGN_IN_STACK ? kinds(...gains) : kinds(...gains, 'federated-credential-added');
  return found(plan, policy);
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

/**
 * Reports that too many users lose access. A group of unknown size is always reported, since it may have more members
 * than any limit.
 */
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

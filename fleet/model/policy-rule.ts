/**
 * The demand of a rule, unless the policy sets a different demand. `deny` fails the plan, `warn` mentions the plan in
 * the report, and `label` requires a label on the pull request.
 */
type DefaultDemand = 'deny' | 'warn' | { readonly label: string };

/** A kind of change. The rule objects to a plan that contains such a change. */
export interface Objection {
  /** Short description, which the report shows. */
  readonly title: string;

  /** @default - the label for the plan's class, from `labels` in the policy. */
  readonly demand?: DefaultDemand;

  /** Short name of the objection. Needed if the rule's objections have different demands. */
  readonly about?: string;
}

const ALLOW_DESTROY = { label: 'allow-destroy' };
const ACCESS_CHANGE = { label: 'access-change' };

/**
 * The rules for identity (ID), service (SV), plan (PL) and class (CL), with the objections of each rule. A rule's id
 * never changes, since policies and pipelines refer to it. `programs/review/policy/rules.ts` implements the rules.
 */
export const POLICY_RULES = {
  ID001: [
    {
      title: 'an application, service principal or job is destroyed or replaced, or may be from now on',
      demand: ALLOW_DESTROY,
    },
  ],
  ID002: [
    {
      title: 'the plan was made in another directory than the file names, or does not say in which',
      demand: 'deny',
    },
  ],
  ID003: [{ title: 'everybody in the directory comes into scope', demand: ACCESS_CHANGE }],
  ID004: [{ title: 'a privileged role is given', demand: ACCESS_CHANGE }],
  ID005: [
    { title: 'more may lose access than the limits allow', demand: ACCESS_CHANGE },
    { title: 'assignments are replaced because their role id is unknown', demand: ACCESS_CHANGE },
  ],
  ID006: [{ title: 'a role is removed, disabled, renamed or closed to a kind of principals', demand: ACCESS_CHANGE }],
  ID007: [{ title: 'the application opens to everybody, or loses its owners', demand: ACCESS_CHANGE }],
  ID008: [{ title: 'the endpoint moves', demand: 'warn' }],
  ID009: [
    {
      title: 'matching, active, roles or the members of groups are mapped differently, or users or groups not at all',
      demand: ACCESS_CHANGE,
      about: 'these',
    },
    { title: 'other mappings change', demand: 'warn', about: 'others' },
  ],
  ID010: [{ title: 'the token changes; the service has to accept the new one already', demand: 'warn' }],
  ID011: [{ title: 'provisioning starts or pauses', demand: 'warn' }],
  ID012: [{ title: 'credentials hold SyncNotificationSettings, which the provider cannot remove', demand: 'deny' }],
  ID013: [
    { title: 'the application gets credentials, permissions or a wider audience', demand: 'deny' },
    {
      title: 'rights in the directory are granted, or its roles or conditions of signing in change',
      demand: 'deny',
    },
  ],
  ID014: [{ title: 'data about people goes to a new receiver, or a receiver gets more data', demand: ACCESS_CHANGE }],
  ID015: [
    {
      title: 'another identity may act as the application, or its sign-ins may go to another address',
      demand: ACCESS_CHANGE,
    },
  ],
  SV001: [
    { title: 'something is destroyed that must never be', demand: 'deny' },
    { title: 'data is less protected than before', demand: 'deny' },
  ],
  SV002: [{ title: 'connections are made without TLS, or an image has no digest', demand: 'deny' }],
  SV003: [
    { title: 'one replica or none is left', demand: 'warn', about: 'replicas' },
    { title: 'wide rights are granted', demand: 'deny', about: 'rights' },
  ],
  PL001: [{ title: 'the plan failed, is incomplete or not understood, or a check of it failed', demand: 'deny' }],
  PL002: [{ title: 'something was changed outside of Terraform', demand: 'warn' }],
  CL001: [{ title: 'the class needs a label' }],
} as const satisfies Readonly<Record<string, readonly Objection[]>>;

export type RuleId = keyof typeof POLICY_RULES;

/** Describes a rule's objections and demands in one sentence, for editors and for the documentation. */
export function describeRule(objections: readonly Objection[]): string {
  const titles = objections.map(({ title }) => title).join(', or ');
  const demands = new Set(
    objections.map(({ demand, about }) => `${inWords(demand)}${about === undefined ? '' : ` for ${about}`}`),
  );
  return `${titles.charAt(0).toUpperCase()}${titles.slice(1)}. Default: ${[...demands].join(', and ')}.`;
}

function inWords(demand: DefaultDemand | undefined): string {
  if (demand === undefined) return 'that label';
  return typeof demand === 'string' ? demand : `label \`${demand.label}\``;
}

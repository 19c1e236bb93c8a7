/**
 * Identity (ID), service (SV), plan (PL) and class (CL) rules, and what each looks for. An id never changes, since
 * policies and pipelines refer to it. `programs/review/policy/rules.ts` checks them.
 */
export const POLICY_RULES = {
  ID001:
    'An application, service principal or job is destroyed, replaced or no longer protected. Default: label `allow-destroy`.',
  ID002: 'The plan was made in another directory than the file names, or the directory changes. Default: deny.',
  ID003: 'Everybody in the directory comes into scope. Default: label `access-change`.',
  ID004: 'One of `privilegedRoles` is given. Default: label `access-change`.',
  ID005:
    'More may lose access than `limits` allow, or assignments are replaced because their role id is unknown. Default: label `access-change`.',
  ID006: 'A role is removed, disabled, renamed or closed to a kind of principals. Default: label `access-change`.',
  ID007: 'No assignment is required any more, or the application loses all owners. Default: label `access-change`.',
  ID008: 'The endpoint moves. Default: warn.',
  ID009:
    'Attributes are mapped in another way. Default: label `access-change` for matching, `active`, roles, members and whole groups, and warn for others.',
  ID010: 'The token changes; the service has to accept the new one already. Default: warn.',
  ID011: 'Provisioning starts or pauses. Default: warn.',
  ID012: 'Credentials hold `SyncNotificationSettings`, which the provider cannot remove. Default: deny.',
  ID013:
    'The application gets credentials, permissions or a wider audience, rights in the directory are granted, or its roles or conditions of signing in change. Default: deny.',
  SV001: 'Something of `neverDestroy` goes, or data is less protected than before. Default: deny.',
  SV002: 'Connections without TLS, or an image without a digest. Default: deny.',
  SV003: 'One replica or none is left, or wide rights are granted. Default: warn for replicas, and deny for rights.',
  PL001: 'The plan failed, is incomplete or not understood, or a check of it failed. Default: deny.',
  PL002: 'Something was changed outside of Terraform. Default: warn.',
  CL001: 'The worst class of the changes has a label in `labels`. Default: that label.',
} as const;

export type RuleId = keyof typeof POLICY_RULES;

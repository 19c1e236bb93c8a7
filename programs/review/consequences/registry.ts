import type { Consequence } from './consequence';

const REVISION = 'A new revision takes over once it is ready.';
const REFUSED = 'Entra gets 403 for every request and puts the job into quarantine. Accounts stay as they are.';

/** What happens to what the service is told about its tenants. */
export const REGISTRY = {
  'tenant-dropped': {
    class: 'risky',
    title: 'The service no longer knows a tenant',
    reason: 'It refuses the tokens of the tenant from now on. Users and groups of the tenant stay in the database.',
    next: 'Entra gets 401 for every request. People who leave the company keep their access.',
  },
  'tenant-scim-off': {
    class: 'risky',
    title: 'SCIM is switched off for a tenant',
    reason: 'By its own switch, or because its plan does not include SCIM any more.',
    next: REFUSED,
  },
  'tenant-scim-on': {
    class: 'routine',
    title: 'SCIM is switched on for a tenant',
    reason: 'The service refused its requests until now.',
    next: 'Entra tries again at its next cycle.',
  },
  'tenant-role-dropped': {
    class: 'risky',
    title: 'The service no longer knows a role of a tenant',
    reason: 'It refuses users who are sent with the role.',
    next: 'Entra gets 400 for who still holds the role, until all of them hold another.',
  },
  'tenant-handling-changed': {
    class: 'risky',
    title: 'The service treats a tenant in another way',
    reason: 'The profile says how requests are understood, the default role what users without a role may do.',
    next: `${REVISION} Entra notices nothing; what the product makes of its requests may differ.`,
  },
  'tenant-rate-lowered': {
    class: 'risky',
    title: 'A tenant may send fewer requests',
    reason: 'Each replica takes so many per second, and so many at once after a rest.',
    next: `${REVISION} What comes beyond is answered 429; Entra tries again, and its cycles take longer.`,
  },
  'tenant-rate-set': {
    class: 'routine',
    title: 'A tenant may send more requests',
    reason: 'Or its rate is told for the first time: so many per second, and so many at once after a rest.',
    next: REVISION,
  },
  'registry-changed': {
    class: 'risky',
    title: 'The service is told other things about its tenants',
    reason:
      'The plan does not tell for which of them and how: a switch for SCIM, a plan, roles and tokens look alike here.',
    next: `${REVISION} A tenant that is switched off, or whose token is gone, is refused from then on.`,
  },
  'tenant-added': {
    class: 'routine',
    title: 'The service gets to know a tenant',
    reason: 'Other tenants are not touched.',
    next: "Nothing, until the tenant's own deployment hands its token to Entra.",
  },
  'tenant-described': {
    class: 'routine',
    title: 'The service is told more about a tenant',
    reason: 'New roles, names of roles, another plan that includes SCIM, or which tokens are accepted.',
    next: REVISION,
  },
} as const satisfies Record<string, Consequence>;

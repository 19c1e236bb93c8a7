import type { Consequence } from './consequence';

/** What happens to the bearer tokens with which Entra signs in to the service. */
export const TOKENS = {
  'token-without-overlap': {
    class: 'risky',
    title: 'A token goes or changes without overlap',
    reason: 'Nothing in the plan shows that the token which Entra presents is accepted all the time.',
    next:
      'Entra gets 401 and puts the job into quarantine. It leaves by itself at the next cycle that works. To rotate ' +
      'without a gap raise the generation, deploy platform and tenant, and only then retire the old one.',
  },
  'token-rotates': {
    class: 'routine',
    title: 'The token rotates',
    reason: 'Old and new token are both accepted until the old one is retired.',
    next: 'Entra presents the new token from its next request on.',
  },
  'token-created': {
    class: 'routine',
    title: 'A token is created',
    reason: 'The service accepts it beside those that it knows.',
    next: "Nothing, until a tenant's deployment hands it to Entra.",
  },
  'token-retired': {
    class: 'routine',
    title: 'A token is retired',
    reason: 'The service refuses it from now on; newer ones stand.',
    next: 'Entra must present a newer one by now. A tenant that has not been deployed with it gets 401 from then on.',
  },
} as const satisfies Record<string, Consequence>;

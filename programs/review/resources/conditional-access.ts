import { noun, type Resource } from '../meaning/resource';

const condition = (called: string, shown: readonly string[] = []): Resource<'conditional-access-changed'> => ({
  noun: called,
  label: 'display_name',
  shown: ['display_name', ...shown],
  created: 'conditional-access-changed',
  changed: 'conditional-access-changed',
  destroyed: 'conditional-access-changed',
});

/** The conditions of signing in, in the whole directory. */
export const CONDITIONAL_ACCESS = noun(
  {
    'conditional-access-changed': {
      class: 'risky',
      title: 'The conditions of signing in change',
      reason: 'They decide who may sign in, from where and with what, in the whole directory.',
      next: 'Entra goes by them from the next sign-in on. Provisioning does not change.',
    },
  },
  {
    azuread_conditional_access_policy: condition('conditional access policy', ['state']),
    azuread_named_location: condition('named location'),
    azuread_authentication_strength_policy: condition('authentication strength'),
  },
);

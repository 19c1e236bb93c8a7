import { risky } from '../meaning/consequence';
import { noun, type Resource } from '../meaning/resource';

const condition = (called: string, shown: readonly string[] = []): Resource<'conditional-access-changed'> => ({
  noun: called,
  shown: ['display_name', ...shown],
  created: 'conditional-access-changed',
  changed: 'conditional-access-changed',
  destroyed: 'conditional-access-changed',
});

/** The conditions for signing in, which apply to the whole directory. */
export const CONDITIONAL_ACCESS = noun(
  {
    'conditional-access-changed': risky(
      'The conditions for signing in change',
      'They decide who may sign in, from where and with what, in the whole directory.',
      'Entra applies them from the next sign-in on. Provisioning does not change.',
    ),
  },
  {
    azuread_conditional_access_policy: condition('conditional access policy', ['state']),
    azuread_named_location: condition('named location'),
    azuread_authentication_strength_policy: condition('authentication strength'),
  },
);

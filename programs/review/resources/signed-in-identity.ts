import { noun } from '../meaning/resource';

/** The identity that deploys, and the directory that it belongs to. */
export const SIGNED_IN_IDENTITY = noun(
  {
    'directory-mismatch': {
      class: 'risky',
      title: 'The credentials belong to another directory than the file names',
      reason: 'The plan was made against a directory that is not meant.',
      next: 'Sign in to the right directory and plan again.',
    },
    'directory-unknown': {
      class: 'risky',
      title: 'The plan does not tell in which directory it was made',
      reason: 'The file names a directory, and nothing shows that the credentials belong to it.',
      next: 'Plan again with the stack that this repository makes: it asks who is signed in.',
    },
  },
  { azuread_client_config: { noun: 'signed-in identity', shown: ['tenant_id'], read: ['object_id'] } },
);

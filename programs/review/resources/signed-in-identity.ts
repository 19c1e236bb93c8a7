import { risky } from '../meaning/consequence';
import { noun } from '../meaning/resource';

/** The identity that runs the deployment, and the directory that it belongs to. */
export const SIGNED_IN_IDENTITY = noun(
  {
    'directory-mismatch': risky(
      'The credentials belong to another directory than the file names',
      'The plan was made against the wrong directory.',
      'Sign in to the right directory and plan again.',
    ),
    'directory-unknown': risky(
      'The plan does not say in which directory it was made',
      'The file names a directory, and nothing shows that the credentials belong to it.',
      'Plan again with the stack from this repository, which looks up who is signed in.',
    ),
  },
  { azuread_client_config: { noun: 'signed-in identity', shown: ['tenant_id'], read: ['object_id'] } },
);

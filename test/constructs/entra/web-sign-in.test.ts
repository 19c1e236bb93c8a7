import type { Construct } from 'constructs';

import { WebSignIn } from '../../../constructs/entra/web-sign-in';
import { synth } from '../../support/synth';

const signIn = (redirectUris: readonly string[]) => (scope: Construct) =>
  new WebSignIn(scope, 'SignIn', {
    applicationObjectId: '3f0a8c52-1f0e-4b57-a0f4-7f2f3a1c9be4',
    redirectUris,
    identity: { name: 'acme-scim-runtime', principalId: '0c7f3f6e-0c1f-4f0a-9a55-2d8f2f5b9d10' },
    directoryId: '8d1cbd34-6c1f-4d2a-9c53-0c3a7f1f2b90',
    issuer: 'https://login.microsoftonline.com',
  });

test.each([
  ['without a redirect URI', [], "'redirectUris' must name a URL"],
  ['over HTTP', ['http://scim.acme.example/callback'], "got 'http://scim.acme.example/callback'"],
])('WebSignIn fails %s', (_what, uris, message) => {
  expect(() => synth(signIn(uris))).toThrow(message);
});

import {
  authorizationSecretName,
  parseStreamSecretName,
  signingSecretName,
  webhookSecretName,
} from '../../../microsoft/azure/stream-secret-name';
import { parseTokenSecretName, readerSecretName, tokenSecretName } from '../../../microsoft/azure/token-secret-name';

const NAMES = [
  {
    name: webhookSecretName('contoso-eu-2', 'data-lake-3', 1),
    secret: { use: 'webhook', tenant: 'contoso-eu-2', stream: 'data-lake-3', generation: 1 },
  },
  {
    name: webhookSecretName(undefined, 'product', 12),
    secret: { use: 'webhook', tenant: undefined, stream: 'product', generation: 12 },
  },
  {
    name: authorizationSecretName('contoso', 'siem', 2),
    secret: { use: 'authorization', tenant: 'contoso', stream: 'siem', generation: 2 },
  },
  {
    name: signingSecretName(3),
    secret: { use: 'signing', tenant: undefined, stream: undefined, generation: 3 },
  },
];

describe('the name of a secret of streams', () => {
  test.each(NAMES)('$name tells what it is for', ({ name, secret }) => {
    expect(parseStreamSecretName(name)).toEqual(secret);
  });

  test.each(NAMES)('$name is one that Key Vault and Container Apps accept, and never that of a token', ({ name }) => {
    expect(name).toMatch(/^[a-z0-9][a-z0-9-]{0,125}[a-z0-9]$/);
    expect(parseTokenSecretName(name)).toBeUndefined();
  });

  test.each([
    tokenSecretName('webhook', 1),
    readerSecretName('contoso', 'signing', 1),
    'scim-signing',
    'scim-webhook-1',
    'x',
  ])('%s names none', (name) => {
    expect(parseStreamSecretName(name)).toBeUndefined();
  });
});

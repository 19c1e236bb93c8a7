import { parseTokenSecretName, readerSecretName, tokenSecretName } from '../../../microsoft/azure/token-secret-name';

describe("the name of a token's secret", () => {
  test.each([
    [tokenSecretName('contoso-eu-2', 13), { tenant: 'contoso-eu-2', reader: undefined, generation: 13 }],
    [
      readerSecretName('contoso-eu-2', 'data-lake-3', 1),
      { tenant: 'contoso-eu-2', reader: 'data-lake-3', generation: 1 },
    ],
    [readerSecretName(undefined, 'data-lake-3', 1), { tenant: undefined, reader: 'data-lake-3', generation: 1 }],
  ])('says which client the token belongs to, and its generation: %s', (name, token) => {
    expect(parseTokenSecretName(name)).toEqual(token);
  });

  test.each(['session-key', 'registry-password', 'scim-token-contoso', 'scim-token-contoso--product-1'])(
    'is none other: %s',
    (name) => {
      expect(parseTokenSecretName(name)).toBeUndefined();
    },
  );
});

import { explainEndpoint } from '../../../../programs/review/resources/endpoint';

const URL = 'https://scim.example/v2';

describe('another tenant URL', () => {
  test.each([
    ['its query names another tenant', '?tenant=contoso', '?tenant=fabrikam'],
    ['its query differs behind a question mark', '?x?tenant=contoso', '?x?tenant=fabrikam'],
    ['its query goes', '?tenant=contoso', ''],
    ['an unknown flag is added', '', '?beta'],
    ['a flag of Entra is added together with another parameter', '', '?aadOptscim062020&tenant=contoso'],
    ['its path changes', '', '/other'],
  ])('moves the endpoint when %s', (_, before, after) => {
    expect(explainEndpoint(`${URL}${before}`, `${URL}${after}`)).toMatchObject([{ kind: 'endpoint-moved' }]);
  });

  test.each([
    ['comes', '', '?aadOptscim062020'],
    ['goes', '?tenant=contoso&AzureAdScimPatch062020', '?tenant=contoso'],
    ['is another', '?aadOptscim062020', '?azureAdScimPatch062020'],
  ])('is another dialect when a flag of Entra %s', (_, before, after) => {
    expect(explainEndpoint(`${URL}${before}`, `${URL}${after}`)).toMatchObject([{ kind: 'dialect-changed' }]);
  });

  test('names the parameter that differs, whose values are not shown', () => {
    expect(explainEndpoint(`${URL}?region=eu&tenant=contoso`, `${URL}?region=eu&tenant=fabrikam`)).toEqual([
      {
        kind: 'endpoint-moved',
        what: `${URL}?region=…&tenant=… → ${URL}?region=…&tenant=… with another tenant`,
        subject: `to ${URL}?region=…&tenant=… with another tenant`,
      },
    ]);
  });
});

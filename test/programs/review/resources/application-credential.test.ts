import { DEFAULT_POLICY } from '../../../../fleet/model/policy';
import type { JsonObject } from '../../../../programs/review/plan/terraform-plan';
import { reviewPlan } from '../../../../programs/review/plan-review';
import { checkPolicy } from '../../../../programs/review/policy/check-policy';
import { CONSEQUENCES } from '../../../../programs/review/resources/resources';
import { change, planOf } from '../../../support/plan-document';

const URIS = 'azuread_application_redirect_uris.console';
const CREDENTIAL = 'azuread_application_federated_identity_credential.console';
const TRUST = {
  display_name: 'acme-scim-runtime',
  issuer: 'https://login.microsoftonline.com/2b8e2f0a-51b6-4f0d-8a3c-9e5b5f7f6c11/v2.0',
  subject: '0c7f3f6e-0c1f-4f0a-9a55-2d8f2f5b9d10',
  audiences: ['api://AzureADTokenExchange'],
};
const OTHER_ID = '11111111-0c1f-4f0a-9a55-2d8f2f5b9d10';
const uris = (...listed: string[]): JsonObject => ({ type: 'Web', redirect_uris: listed });
const [OURS, OTHER] = ['https://scim.acme.example/console/sign-in/callback', 'https://evil.example/callback'];

type Planned = ReturnType<typeof change>;

const review = (planned: Planned) => reviewPlan('console-sign-in', 'console-sign-in.json', planOf([planned])).findings;
const found = (planned: Planned) => review(planned).map(({ kind }) => `${CONSEQUENCES[kind].class} ${kind}`);

describe('the sign-in of the console', () => {
  test.each<[string, Planned, string[]]>([
    ['an address is added', change(URIS, uris(OURS), uris(OURS, OTHER)), ['risky redirect-uri-added']],
    ['the first address is set', change(URIS, null, uris(OURS)), ['risky redirect-uri-added']],
    ['addresses are removed', change(URIS, uris(OURS, OTHER), uris(OURS)), ['risky sign-on-changed']],
    ['no address is left', change(URIS, uris(OURS), null), ['risky sign-on-changed']],
    ['an identity may act as the application', change(CREDENTIAL, null, TRUST), ['risky federated-credential-added']],
    ...[{ subject: OTHER_ID }, { issuer: 'https://issuer.example' }, { audiences: ['api://elsewhere'] }].map(
      (claim): [string, Planned, string[]] => [
        `another identity may act as the application: ${Object.keys(claim).join(', ')}`,
        change(CREDENTIAL, TRUST, { ...TRUST, ...claim }),
        ['risky federated-credential-added'],
      ],
    ),
  ])('is risky when %s', (_what, planned, kinds) => {
    expect(found(planned)).toEqual(expect.arrayContaining(kinds));
  });

  test.each([
    ['a first address', change(URIS, null, uris(OURS))],
    ['an identity', change(CREDENTIAL, null, TRUST)],
  ])('needs the label of a change of access: %s', (_what, planned) => {
    const plan = reviewPlan('console-sign-in', 'console-sign-in.json', planOf([planned]));
    const outcomes = (labels: readonly string[]) =>
      checkPolicy(plan, DEFAULT_POLICY, labels).filter(({ rule }) => rule === 'ID015');

    expect(outcomes([])).toMatchObject([{ outcome: 'broken' }]);
    expect(checkPolicy(plan, DEFAULT_POLICY, []).map(({ rule }) => rule)).not.toContain('ID013');
    expect(outcomes(['access-change'])).not.toMatchObject([{ outcome: 'broken' }]);
  });

  test('is denied to any other application, because only the console needs a federated credential', () => {
    const added = planOf([change('azuread_application_federated_identity_credential.app', null, TRUST)]);
    const rules = checkPolicy(reviewPlan('tenant-contoso', 'tenant-contoso.json', added), DEFAULT_POLICY, [
      'access-change',
    ]);

    expect(rules.filter(({ outcome }) => outcome === 'broken')).toMatchObject([{ rule: 'ID013' }]);
  });

  test('is harmless when only the words about a credential change', () => {
    expect(found(change(CREDENTIAL, TRUST, { ...TRUST, description: 'Signs people in.' }))).not.toContain(
      'risky federated-credential-added',
    );
  });

  test('shows the address, and who may act as the application', () => {
    expect(JSON.stringify(review(change(URIS, uris(OURS), uris(OURS, OTHER))))).toContain(OTHER);
    expect(JSON.stringify(review(change(CREDENTIAL, null, TRUST)))).toContain(TRUST.subject);
  });
});

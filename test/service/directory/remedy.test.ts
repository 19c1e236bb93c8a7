import { DEMO_TOKENS } from '../../../service/directory/demo-token';
import { adminRemedyOf, remedyOf } from '../../../service/directory/remedy';

const UNKNOWN_ROLE = { status: 400, scimType: 'invalidValue', route: 'POST /Users', tokenId: 'gen-3' };
const OFF = { ...UNKNOWN_ROLE, status: 403, scimType: null };

test('an operator gets commands that can be pasted, with the name of the tenant', () => {
  expect(remedyOf(UNKNOWN_ROLE, 'contoso')).toContain('npx entra-scim drift contoso, then npx entra-scim sync contoso');
  expect(remedyOf(OFF, 'contoso')).toContain('config/tenants/contoso.yaml');
});

test.each([UNKNOWN_ROLE, OFF, { ...OFF, status: 401 }, { ...OFF, status: 404 }])(
  'for a tenant in the portal, which has no file, an operator reads what to ask its admin: %j',
  (refusal) => {
    const remedy = remedyOf({ ...refusal, tokenId: 'portal-2' }, 'trial');

    expect(remedy).toBe(`ask the account's admin to ${adminRemedyOf(refusal)}`);
    expect(remedy).not.toMatch(/npx|config\//);
  },
);

test.each([
  UNKNOWN_ROLE,
  { ...UNKNOWN_ROLE, scimType: 'uniqueness' },
  { ...UNKNOWN_ROLE, scimType: 'invalidPath' },
  { ...UNKNOWN_ROLE, scimType: 'mutability' },
  { ...UNKNOWN_ROLE, scimType: 'invalidFilter' },
  { ...OFF, status: 401 },
  OFF,
  { ...OFF, status: 404 },
  { ...OFF, status: 404, route: 'PATCH /Users/{id}' },
])('for the demo tenant, which has neither file nor stack, no remedy names one: %j', (refusal) => {
  for (const tokenId of Object.values(DEMO_TOKENS))
    expect(remedyOf({ ...refusal, tokenId }, 'demo')).not.toMatch(/npx|config\/|stack|admin/);
});

test('a remedy says where the person is named, since no refusal holds a name', () => {
  for (const remedy of [remedyOf(UNKNOWN_ROLE, 'contoso'), adminRemedyOf(UNKNOWN_ROLE)])
    expect(remedy).toContain("Entra's provisioning logs name the user or group, at the time of the request");
});

import type { openRegistry } from '../../../../fleet/tenant-registry';
import type { JsonObject, PlannedChange } from '../../../../programs/review/plan/terraform-plan';
import { reviewPlan } from '../../../../programs/review/plan-review';
import { headline } from '../../../../programs/review/report/headline';
import { CONSEQUENCES } from '../../../../programs/review/resources/resources';
import { CONTOSO } from '../../../support/config-folder';
import { change, planOf } from '../../../support/plan-document';
import { synthPlatform } from '../../../support/platform';

const TENANT = {
  slug: 'contoso',
  plan: 'enterprise',
  scimEnabled: true,
  roles: [
    { value: 'account_reviewer', displayName: 'Account Reviewer' },
    { value: 'data_steward', displayName: 'Data Steward' },
  ],
  profile: 'entra',
  restore: 'in-place',
  rate: { perSecond: 500, burst: 2_000 },
  tokens: ['gen-1'],
} as const satisfies OpenTenant;

const PORTAL_TENANT = { ...TENANT, managedBy: 'portal', scimEnabled: false, tokens: [] } as const;

type OpenTenant = ReturnType<typeof openRegistry>['tenants'][number];
type Tenant = { readonly [Key in keyof OpenTenant]?: OpenTenant[Key] | undefined };

/** A change to the readable registry, without digests. */
function told(before: readonly Tenant[] | null, after: readonly Tenant[]): PlannedChange {
  const side = (tenants: readonly Tenant[]): JsonObject => ({ id: '1', input: { tenants } as unknown as JsonObject });
  return change('terraform_data.tenants', before && side(before), side(after));
}

/** A change to the service, which gets the registry as a hidden value, with a digest that restarts the service. */
function service(before: string, after: string, more = {}): PlannedChange {
  const side = (registry: string): JsonObject => ({
    name: 'scim',
    secret: [{ name: 'tenants', value: registry }],
    template: [{ min_replicas: 2, container: [{ env: [{ name: 'TENANTS_SHA256', value: `sha of ${registry}` }] }] }],
  });
  const masks = { before_sensitive: { secret: true }, after_sensitive: { secret: true } };
  return change('azurerm_container_app.app', side(before), side(after), { ...masks, ...more });
}

const review = (...changes: readonly PlannedChange[]) => reviewPlan('platform', 'platform.json', planOf(changes));
const found = (...changes: readonly PlannedChange[]) =>
  review(...changes).findings.map(({ kind, what }) => `${CONSEQUENCES[kind].class} ${kind}: ${what}`);
const becomes = (after: Tenant) => told([TENANT], [{ ...TENANT, ...after }]);
const rated = (perSecond: number, burst: number) => becomes({ rate: { perSecond, burst } });

describe('the registry of tenants', () => {
  test.each<[string, PlannedChange, string]>([
    ['SCIM is switched off', becomes({ scimEnabled: false }), 'risky tenant-scim-off: contoso'],
    ['its plan no longer includes SCIM', becomes({ plan: 'standard' }), 'risky tenant-scim-off: contoso'],
    ['SCIM is switched on', told([{ ...TENANT, scimEnabled: false }], [TENANT]), 'routine tenant-scim-on: contoso'],
    ['another client may read it', becomes({ readers: ['product-1'] }), 'routine tenant-described: contoso'],
    ['another plan includes SCIM too', becomes({ plan: 'business_critical' }), 'routine tenant-described: contoso'],
    [
      'a role is gone',
      becomes({ roles: TENANT.roles.slice(1) }),
      'risky tenant-role-dropped: account_reviewer of contoso',
    ],
    [
      'a role is new',
      becomes({ roles: [...TENANT.roles, { value: 'x', displayName: 'X' }] }),
      'routine tenant-described: contoso',
    ],
    ['a token is accepted too', becomes({ tokens: ['gen-1', 'gen-2'] }), 'routine tenant-described: contoso'],
    ['requests are read to the letter', becomes({ profile: 'rfc' }), 'risky tenant-handling-changed: contoso'],
    [
      'users without a role get one',
      becomes({ defaultRole: 'data_steward' }),
      'risky tenant-handling-changed: contoso',
    ],
    ['it may send less', rated(400, 2_000), 'risky tenant-rate-lowered: contoso'],
    ['it may send more, but not at once', rated(600, 1_999), 'risky tenant-rate-lowered: contoso'],
    ['it may send more', rated(500, 2_001), 'routine tenant-rate-set: contoso'],
    [
      'its rate is told for the first time',
      told([{ ...TENANT, rate: undefined }], [TENANT]),
      'routine tenant-rate-set: contoso',
    ],
    ['it is dropped', told([TENANT], []), 'risky tenant-dropped: contoso'],
    ['it is new', told([], [TENANT]), 'routine tenant-added: contoso'],
    ['its admin sets it up in the portal', told([], [PORTAL_TENANT]), 'routine portal-tenant-added: contoso'],
    [
      'a plan without SCIM ends what its admin switched on in the portal',
      told([PORTAL_TENANT], [{ ...PORTAL_TENANT, plan: 'standard' }]),
      'risky tenant-scim-off: contoso',
    ],
  ])('is reported per tenant when %s', (_, planned, expected) => {
    expect(found(planned, service('old', 'new')).filter((line) => !line.includes(' changed: '))).toEqual([expected]);
  });

  test.each<[string, Tenant, Tenant]>([
    ['from its file to the portal', TENANT, PORTAL_TENANT],
    ['from the portal to its file', PORTAL_TENANT, TENANT],
  ])('is risky for a tenant that moves %s, since its tokens are refused', (_, before, after) => {
    const { findings } = review(told([before], [after]), service('old', 'new'));

    const moved = findings.find(({ kind }) => kind === 'tenant-manager-changed');
    expect(moved?.attributes).toEqual([
      { name: 'managedBy', before: before.managedBy ?? 'files', after: after.managedBy ?? 'files' },
    ]);
    expect(CONSEQUENCES['tenant-manager-changed'].class).toBe('risky');
    expect(findings.map(({ kind }) => kind)).not.toContain('tenant-scim-off');
  });

  test('shows that another client may read all tenants', () => {
    const side = (more: JsonObject): JsonObject => ({ id: '1', input: { tenants: [TENANT], ...more } });
    const { findings } = review(change('terraform_data.tenants', side({}), side({ readers: ['product-1'] })));

    expect(findings).toMatchObject([
      {
        kind: 'tenant-described',
        what: 'all tenants',
        attributes: [{ name: 'readers', before: null, after: ['product-1'] }],
      },
    ]);
  });

  test('is reported in the line, with the values before and after in the details', () => {
    const plan = review(becomes({ scimEnabled: false }), service('old', 'new'));

    expect(headline(plan)).toBe('SCIM is switched off for a tenant (contoso)');
    expect(plan.findings[0]?.attributes).toEqual([{ name: 'scimEnabled', before: true, after: false }]);
  });

  test.each<[string, PlannedChange[]]>([
    ['there is nothing readable beside it', [service('old', 'new')]],
    ['the readable registry stays as it is', [told([TENANT], [TENANT]), service('old', 'new')]],
    ['the readable registry is only created now', [told(null, [TENANT]), service('old', 'new')]],
    ['it is not known yet', [service('old', 'old', { actions: ['update'], after_unknown: { secret: true } })]],
  ])('is risky where %s', (_, planned) => {
    expect(found(...planned)[0]).toBe('risky registry-changed: service scim');
  });

  test('is silent when another attribute of the service changes', () => {
    const scaled = service('old', 'old');
    const template = { template: [{ min_replicas: 3, container: [{ env: [] }] }] };
    const env = [{ name: 'TENANTS_SHA256', value: 'sha of old' }];

    expect(
      found({
        ...scaled,
        change: {
          ...scaled.change,
          actions: ['update'],
          after: {
            ...(scaled.change.after as JsonObject),
            template: [{ ...template.template[0], container: [{ env }] }],
          },
        },
      }),
    ).toEqual(['routine changed: service scim']);
  });

  test("is what the platform's stack hands to the plan, without digests of tokens", () => {
    const step = (contoso: string) => {
      const { json } = synthPlatform('', contoso).platform;
      return json.resource?.['terraform_data']?.['tenants'] as { readonly input: JsonObject };
    };
    const [before, after] = [step(CONTOSO), step(`${CONTOSO}service: { scimEnabled: false }\n`)];

    expect(before.input).toMatchObject({ tenants: [{ slug: 'contoso', plan: 'enterprise', tokens: ['gen-1'] }] });
    expect(JSON.stringify(before)).not.toMatch(/sha256|random_password/);
    expect(found(change('terraform_data.tenants', { input: before.input }, { input: after.input }))).toEqual([
      'risky tenant-scim-off: contoso',
    ]);
  });
});

import { loadConfig } from '../../fleet/load-config';
import { configFolder, CONTOSO, FABRIKAM, PLATFORM } from '../support/config-folder';
import { synthPlatform } from '../support/platform';
import type { TerraformJson } from '../support/synth';

const PIPELINE = '0c7f3f6e-0c1f-4f0a-9a55-2d8f2f5b9d10';
const DEPLOYERS = `application: { deployers: [${PIPELINE}] }\n`;
const WRITERS = `vault: { writers: [${PIPELINE}] }\n`;
const AZURE = 'state: { resourceGroup: state, storageAccount: acmestate }\n';

/** Resources whose values depend on who runs Terraform. Values that are only checked do not affect a plan. */
function followingCaller({ resource = {} }: TerraformJson): string[] {
  return Object.entries(resource).flatMap(([type, blocks]) =>
    Object.entries(blocks)
      .filter(([, { lifecycle: _, ...values }]) => JSON.stringify(values).includes('_client_config.'))
      .map(([name]) => `${type}.${name.split('_')[0] ?? ''}`),
  );
}

function noticesOf(platform: string, tenants: Readonly<Record<string, string>>): readonly string[] {
  using folder = configFolder({ 'platform.yaml': PLATFORM + platform, ...tenants });
  return loadConfig(folder.path).notices.filter((notice) => !notice.startsWith('there is no'));
}

describe('a plan', () => {
  test('is the same for every identity that plans, if the file lists the identities that deploy', () => {
    const { platform, tenant } = synthPlatform(WRITERS, CONTOSO + DEPLOYERS);

    expect([...followingCaller(platform.json), ...followingCaller(tenant.json)]).toEqual([]);
  });

  test('depends in two values on who plans, as long as those identities are not named', () => {
    const { platform, tenant } = synthPlatform();

    expect(followingCaller(platform.json)).toEqual(['azurerm_role_assignment.Tokens']);
    expect(followingCaller(tenant.json)).toEqual(['azuread_application.app', 'azuread_service_principal.app']);
  });

  test('stays bound to the directory of the tenant', () => {
    const { json } = synthPlatform('', CONTOSO + DEPLOYERS).tenant;

    expect(JSON.stringify(json.resource?.['azuread_application'])).toContain('caller.tenant_id ==');
  });
});

describe('a synth', () => {
  test('warns of values that depend on who plans, where several share a state', () => {
    const notices = noticesOf(AZURE, { 'tenants/contoso.yaml': CONTOSO, 'tenants/fabrikam.yaml': FABRIKAM });

    expect(notices).toEqual([
      expect.stringMatching(/^'vault\.writers' is empty, .*; list the identities that deploy it$/),
      expect.stringMatching(/^no 'application\.deployers' for 'contoso', 'fabrikam', so each identity that plans/),
    ]);
  });

  test.each([
    ['the identities are named', AZURE + WRITERS, CONTOSO + DEPLOYERS],
    ['the state is a file of who runs it', '', CONTOSO],
  ])('gives no such warning when %s', (_, platform, contoso) => {
    expect(noticesOf(platform, { 'tenants/contoso.yaml': contoso })).toEqual([]);
  });

  test('names a few tenants and counts the rest', () => {
    const seven = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((slug) => [
      `tenants/${slug}.yaml`,
      CONTOSO.replace('slug: contoso', `slug: ${slug}`).replace('Contoso workspace', slug),
    ]);

    expect(noticesOf(AZURE + WRITERS, Object.fromEntries(seven) as Record<string, string>)).toEqual([
      expect.stringContaining("for 'a', 'b', 'c', 'd', 'e' and 2 more,"),
    ]);
  });
});

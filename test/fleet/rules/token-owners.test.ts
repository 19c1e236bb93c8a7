import { Testing } from 'cdktf';

import { lockFleet, renderLock } from '../../../fleet/fleet-lock';
import { loadConfig } from '../../../fleet/load-config';
import { synthesize } from '../../../stacks/synthesize';
import { configComplaints, configFolder, CONTOSO, FABRIKAM, PLATFORM } from '../../support/config-folder';

const READERS = (slug: string) =>
  `${PLATFORM}vault: { tenantReaders: { ${slug}: [0c7f3f6e-0c1f-4f0a-9a55-2d8f2f5b9d10] } }\n`;
const TENANTS = { 'tenants/contoso.yaml': CONTOSO, 'tenants/fabrikam.yaml': FABRIKAM };

/** The content of a lock file with Contoso and Fabrikam. */
function locked(): string {
  using folder = configFolder(TENANTS);
  return renderLock(lockFleet({ tenants: {} }, loadConfig(folder.path)));
}

describe("readers of one tenant's token", () => {
  test.each([
    [
      'is to go',
      'contoso',
      "is a tenant whose file says 'state: absent', so its token will be deleted; remove the entry",
    ],
    [
      'is external',
      'fabrikam',
      'is a tenant of an external endpoint or of the portal, with no token in the vault; remove the entry',
    ],
  ])('fails for a tenant that %s, at its line', (_what, slug, message) => {
    const [complaint] = configComplaints({
      'platform.yaml': READERS(slug),
      'tenants/contoso.yaml': `${CONTOSO}state: absent\ndeletionProtection: false\n`,
      'tenants/fabrikam.yaml': FABRIKAM,
      'fleet.lock.yaml': locked(),
    });

    expect(complaint).toMatch(new RegExp(`^platform\\.yaml:6:27 vault\\.tenantReaders\\.${slug}: ${message}`));
  });

  test("fails for an external tenant with the reason, even if its name is similar to another's", () => {
    const complaints = configComplaints({
      'platform.yaml': READERS('contosa'),
      'tenants/contoso.yaml': CONTOSO,
      'tenants/contosa.yaml': FABRIKAM.replaceAll('fabrikam', 'contosa'),
    });

    expect(complaints).toEqual([expect.stringContaining('contosa: is a tenant of an external endpoint')]);
  });

  test('fails for an external tenant whose file is gone', () => {
    const files = { 'platform.yaml': READERS('fabrikam'), 'fleet.lock.yaml': locked() };

    expect(configComplaints(files)).toEqual([expect.stringContaining('fabrikam: is not a tenant with a token')]);
  });

  test('stays for a companion tenant whose file is gone', () => {
    using folder = configFolder({ 'platform.yaml': READERS('contoso'), 'fleet.lock.yaml': locked() });

    const config = loadConfig(folder.path);

    expect(() => {
      synthesize(Testing.app(), config);
    }).not.toThrow();
  });
});

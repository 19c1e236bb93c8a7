import { type FleetLock, lockFleet } from '../../../fleet/fleet-lock';
import { loadConfig } from '../../../fleet/load-config';
import { credentialNotices, regionNotices } from '../../../fleet/rules/notices';
import { configFolder, CONTOSO, FABRIKAM, PLATFORM } from '../../support/config-folder';

const APP = '11111111-1f0e-4b57-a0f4-7f2f3a1c9be4';
const takesOver = (more = '') => `import: { application: ${APP}, servicePrincipal: ${APP}${more} }\n`;
const WITH_JOB = takesOver(', job: scim.1.2');

function noticesOf(file: string, lock?: FleetLock): string[] {
  using folder = configFolder({ 'tenants/tenant.yaml': file });
  return credentialNotices(loadConfig(folder.path).tenants, lock);
}

function locked(file: string): FleetLock {
  using folder = configFolder({ 'tenants/tenant.yaml': file });
  return lockFleet({ tenants: {} }, loadConfig(folder.path));
}

describe('a tenant that takes over a job', () => {
  test('is warned that the provider waits in vain if the portal stored more, with how to see that and what to do', () => {
    const [notice, ...others] = noticesOf(`${CONTOSO}${WITH_JOB}`);

    expect(notice).toMatch(/^tenant 'contoso' takes over a job\. .*BaseAddress, SecretToken and SyncAll\./);
    expect(notice).toMatch(/`npx entra-scim drift contoso` .* set 'provisioning\.credentials: vault'$/);
    expect(others).toEqual([]);
  });

  test('is warned that it cannot take the job over if its token is not in our vault', () => {
    expect(noticesOf(`${FABRIKAM}${WITH_JOB}`)).toEqual([
      expect.stringMatching(/it cannot be taken over: remove import/),
    ]);
  });

  test('is no longer warned once it is in the lock', () => {
    const file = `${CONTOSO}${WITH_JOB}`;

    expect(noticesOf(file, locked(file))).toEqual([]);
    expect(noticesOf(file, locked(FABRIKAM))).toHaveLength(1);
  });
});

test.each([
  ['nothing', CONTOSO],
  ['an application without a job, for which nothing was stored', `${CONTOSO}${takesOver()}`],
  ['a job whose credentials the sync step stores', `${CONTOSO}${WITH_JOB}provisioning: { credentials: vault }\n`],
])('a tenant that takes over %s is not warned about credentials', (_what, file) => {
  expect(noticesOf(file)).toEqual([]);
});

test('the notice is one of the configuration', () => {
  using folder = configFolder({ 'tenants/tenant.yaml': `${CONTOSO}${WITH_JOB}` });

  expect(loadConfig(folder.path).notices).toContainEqual(expect.stringContaining('takes over a job'));
});

describe('a region', () => {
  test.each(['westeurope', 'usgovvirginia', 'chinanorth3'])('that Azure has, such as %s, needs no notice', (region) => {
    expect(regionNotices(region)).toEqual([]);
  });

  test('that Azure may not have is a notice of the configuration, and no mistake: Azure opens new ones', () => {
    using folder = configFolder({ 'platform.yaml': PLATFORM.replace('westeurope', 'mars') });

    expect(loadConfig(folder.path).notices).toContainEqual(
      expect.stringMatching(/^'location: mars' is not a region that this version knows; .* list-locations/),
    );
  });

  test('that is nearly one of them is told apart', () => {
    expect(regionNotices('northeurop')).toEqual([expect.stringContaining("did you mean 'northeurope'?")]);
  });

  test('of a cloud of its own is unknown here', () => {
    expect(regionNotices('northlab', 'management.lab.example')).toEqual([]);
  });
});

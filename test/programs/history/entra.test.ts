import { randomUUID } from 'node:crypto';

import { v7 as uuidV7 } from 'uuid';

import { history as program } from '../../../programs/history/program';
import { Budget } from '../../../service/directory/budget';
import { changeTo, creationOf } from '../../../service/directory/change';
import { Database } from '../../../service/storage/connections/database';
import { openStoreOn } from '../../../service/storage/directory/open-store';
import { callProgram } from '../../support/call-program';
import { configFolder, CONTOSO } from '../../support/config-folder';
import { CLIENT_SECRET } from '../../support/graph/authority';
import { deployedTenant } from '../../support/graph/deployed-tenant';
import { startGraph } from '../../support/graph/graph-server';
import { useDatabase } from '../../support/postgres';
import { testCertificate } from '../../support/test-certificate';
import { trust } from '../../support/trust';

const certificate = testCertificate();
const database = useDatabase();

const ANN = uuidV7();
const PRINCIPAL = randomUUID();

/** A line as Graph's documentation shows it. */
function line(minutesAgo: number, overrides: object = {}) {
  return {
    id: randomUUID(),
    activityDateTime: new Date(Date.now() - minutesAgo * 60_000).toISOString(),
    jobId: 'scim.8d1cbd34',
    cycleId: randomUUID(),
    changeId: `change-${minutesAgo}`,
    provisioningAction: 'update',
    durationInMilliseconds: 500,
    provisioningStatusInfo: { status: 'success', errorInformation: null },
    modifiedProperties: [{ displayName: 'roles', oldValue: null, newValue: 'a-secret-value' }],
    servicePrincipal: { id: PRINCIPAL, displayName: 'Contoso workspace' },
    initiatedBy: { id: '', displayName: 'Azure AD Provisioning Service', initiatorType: 'system' },
    sourceIdentity: { id: 'object-of-ann', displayName: 'ann@contoso.com', identityType: 'User', details: {} },
    targetIdentity: { id: ANN, displayName: '', identityType: 'User', details: {} },
    ...overrides,
  };
}

/** A tenant whose history and whose lines in Entra tell of the same person. */
async function open(...lines: readonly ReturnType<typeof line>[]) {
  const deployed = deployedTenant('https://scim.example.com/scim/v2', 'token');
  const { principal, directory } = deployed;
  directory.provisioningLog.push(
    ...lines.map((each) => ({
      ...each,
      servicePrincipal: { ...each.servicePrincipal, id: each.servicePrincipal.id === PRINCIPAL ? principal.id : 'x' },
    })),
  );
  const graph = await startGraph(directory, { tls: certificate });
  const folder = configFolder({ 'tenants/contoso.yaml': CONTOSO });
  const trusted = trust(certificate.cert);
  const env = {
    CONFIG_DIR: folder.path,
    DATABASE_URL: database.url,
    TZ: 'UTC',
    ARM_CLIENT_ID: '11111111-2222-3333-4444-555555555555',
    ARM_CLIENT_SECRET: CLIENT_SECRET,
    ARM_METADATA_HOSTNAME: new URL(graph.url).host,
  };
  return {
    graph,
    history: (...args: string[]) => callProgram(program, ['contoso', '--entra', ...args], env),
    async [Symbol.asyncDispose]() {
      trusted[Symbol.dispose]();
      folder[Symbol.dispose]();
      await graph[Symbol.asyncDispose]();
    },
  };
}

describe('entra-scim history --entra', () => {
  beforeAll(async () => {
    const db = new Database({ connectionString: database.url }, () => undefined);
    const { users } = openStoreOn(db)(
      { slug: 'contoso', defaultRole: undefined },
      { requestId: 'request-1', tokenId: 'gen-3' },
      new Budget(),
    );
    const [created, lastModified] = [new Date(), new Date()];
    const attributes = { userName: 'ann@contoso.com', active: true };
    await users.insert(creationOf({ id: ANN, attributes, version: 1, created, lastModified }));
    await users.change(ANN, (before) => changeTo(before, { ...before.attributes, active: false }, new Date()), {
      related: false,
    });
    await db.close();
  });

  test("shows who acted in Entra, and what failed there, among the service's own lines", async () => {
    await using entra = await open(
      line(50, { initiatedBy: { displayName: 'Bob Admin', initiatorType: 'user' } }),
      line(40, {
        provisioningAction: 'create',
        provisioningStatusInfo: {
          status: 'failure',
          errorInformation: { errorCode: 'EntryConflict', reason: 'the name is taken' },
        },
        sourceIdentity: { id: 'object-of-carl', displayName: 'carl@contoso.com', identityType: 'User' },
        targetIdentity: { id: '', displayName: '', identityType: 'User' },
      }),
    );

    const { code, output } = await entra.history();

    expect(code).toBe(0);
    const rows = output.split('\n').filter((row) => /│ (entra|service) +│/.test(row));
    expect(rows.map((row) => row.split('│')[2]?.trim())).toEqual(['entra', 'entra', 'service', 'service']);
    expect(rows[0]).toMatch(/User ann@contoso\.com .*update roles: success .*Bob Admin .*change-50/);
    expect(rows[1]).toMatch(/User carl@contoso\.com .*create roles: failure \(EntryConflict: the/);
    expect(rows[2]).toMatch(/created .*gen-3 .*request-1/);
    expect(output).not.toContain('a-secret-value');
    expect(entra.graph.unknown).toEqual([]);
  });

  test('shows of one user the lines about that user alone, all pages of them, and those of no other application', async () => {
    const others = { sourceIdentity: { displayName: 'dora@contoso.com' }, targetIdentity: { id: randomUUID() } };
    await using entra = await open(
      ...[10, 11, 12, 13, 14].map((minutes) => line(minutes, { sourceIdentity: { displayName: 'as-renamed' } })),
      line(15, { ...others, changeId: 'of-dora' }),
      line(16, { targetIdentity: { id: '' }, changeId: 'by-name' }),
      line(17, { servicePrincipal: { id: 'another' }, changeId: 'of-another-application' }),
    );

    const { output } = await entra.history('--user', 'ANN@contoso.com', '--format', 'json');

    const changes = (JSON.parse(output) as any[]).filter(({ of }) => of === 'entra').map(({ changeId }) => changeId);
    expect(changes).toEqual(['by-name', 'change-14', 'change-13', 'change-12', 'change-11', 'change-10']);
  });

  test('asks Entra from the given time on, for as many lines as it shows, and says when there may be more', async () => {
    await using entra = await open(...[5, 6, 7, 50].map((minutes) => line(minutes)));

    const { output, errors } = await entra.history('--since', '10m', '--limit', '3', '--format', 'csv');

    const lines = output.split('\r\n').filter((each) => each.startsWith('entra,'));
    expect(lines).toHaveLength(3);
    expect(errors).toContain("Entra's entries are from the latest 3 lines of its log");
    const [asked, ...more] = entra.graph.requests.filter(({ path }) => path.includes('auditLogs'));
    expect(more).toEqual([]);
    expect(decodeURIComponent(asked?.path ?? '')).toMatch(
      /\$filter=servicePrincipal\/id eq '[0-9a-f-]{36}' and activityDateTime gt \d{4}-\d\d-\d\dT[\d:.]+Z&\$orderby=activityDateTime desc&\$top=3$/,
    );
  });

  test('fails when the identity may not read the log, and says what to grant', async () => {
    await using entra = await open();
    entra.graph.trouble(/auditLogs/, { status: 403, code: 'Authorization_RequestDenied', message: 'denied' });

    const { code, errors } = await entra.history();

    expect(code).toBe(2);
    expect(errors).toContain("grant the identity that signs in 'ProvisioningLog.Read.All' or 'AuditLog.Read.All'");
  });

  test('fails for a tenant that the configuration does not have', async () => {
    await using entra = await open();
    using folder = configFolder({ 'tenants/contoso.yaml': CONTOSO.replace('slug: contoso', 'slug: other') });

    const { code, errors } = await entra.history('--config', folder.path);

    expect(code).toBe(2);
    expect(errors).toContain("has no tenant 'contoso', whose file --entra needs");
  });
});

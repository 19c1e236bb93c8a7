import { mappingDifferences } from '../../../../programs/sync/schema/mapping-differences';
import { syncFixture, TOKEN } from '../../../support/graph/sync-fixture';

const VAULT = { credentials: 'vault', tokenSecret: 'https://vault.example/secrets/scim-token-contoso-1' } as const;

describe('synchronize', () => {
  test('tests the connection, sets the mappings and starts the job, in that order', async () => {
    await using fixture = await syncFixture();

    const report = await fixture.run();

    expect(fixture.graph.writes()).toEqual(['POST jobs/validateCredentials', 'PUT jobs/schema', 'POST jobs/start']);
    expect(fixture.job.state).toBe('Active');
    expect(mappingDifferences(fixture.job.schema, fixture.settings)).toEqual([]);
    expect(report).toMatchObject({ job: 'started', credentials: 'stored by Terraform' });
    expect(report['mappings']).toContain('- users title');
    expect(report['mappings']).toContain('+ users roles[primary eq "True"].value = SingleAppRoleAssignment');
  });

  test('writes nothing when everything is as declared', async () => {
    await using fixture = await syncFixture();
    await fixture.run();
    const before = fixture.graph.writes().length;

    const report = await fixture.run();

    expect(fixture.graph.writes().slice(before)).toEqual(['POST jobs/validateCredentials']);
    expect(report).toMatchObject({ mappings: 'already as declared', job: 'runs already' });
  });

  test("stores every key in mode 'vault', with the token from Key Vault", async () => {
    await using fixture = await syncFixture();

    await fixture.run({ ...VAULT, accidentalDeletionThreshold: 500, notify: 'identity@contoso.example' });

    const { secrets } = fixture.principal.provisioning;
    expect(Object.fromEntries(secrets)).toEqual({
      BaseAddress: fixture.endpoint.tenantUrl,
      SecretToken: TOKEN,
      SyncAll: 'false',
      SkipOutOfScopeDeletions: 'False',
      SyncNotificationSettings: JSON.stringify({
        Enabled: true,
        Recipients: 'identity@contoso.example',
        DeleteThresholdEnabled: true,
        DeleteThresholdValue: 500,
      }),
    });
    expect(fixture.graph.writes().slice(0, 2)).toEqual(['PUT secrets', 'POST jobs/validateCredentials']);
  });

  test('never reports the token', async () => {
    await using fixture = await syncFixture();

    const report = await fixture.run(VAULT);

    expect(report['credentials']).toContain('SecretToken');
    expect(JSON.stringify(report)).not.toContain(TOKEN);
  });

  test('waits for changes that Graph shows late', async () => {
    await using fixture = await syncFixture();
    fixture.principal.hiddenFor = 2;
    fixture.principal.provisioning.stateLag = 3;

    await fixture.run();

    expect(fixture.clock.sleeps.length).toBeGreaterThanOrEqual(5);
    expect(fixture.job.shown).toBe('Active');
  });

  test('gives new credentials a moment before it accepts a refusal', async () => {
    await using fixture = await syncFixture();
    fixture.graph.trouble(/validateCredentials/, { status: 400, code: 'CredentialValidationUnavailable' });

    await expect(fixture.run()).resolves.toMatchObject({ job: 'started' });
  });

  test('first pauses a job that should not run, and tests nothing', async () => {
    await using fixture = await syncFixture();
    fixture.job.state = 'Active';

    const report = await fixture.run({ enabled: false });

    expect(fixture.graph.writes()).toEqual(['POST jobs/pause', 'PUT jobs/schema']);
    expect(report).toMatchObject({ job: 'paused', connection: 'not tested, since the job must not run' });
  });

  test('leaves alone a job that was never started and should not run', async () => {
    await using fixture = await syncFixture();

    await fixture.run({ enabled: false });

    expect(fixture.graph.writes()).toEqual(['PUT jobs/schema']);
  });

  test('lifts a quarantine once the connection works, and keeps what is being retried', async () => {
    await using fixture = await syncFixture();
    fixture.job.state = 'Active';
    fixture.job.quarantine = { reason: 'EncounteredQuarantineException', message: 'The service answered 401.' };

    const report = await fixture.run();

    expect(fixture.job.restarts).toEqual(['QuarantineState']);
    expect(report['job']).toMatch(/^restarted: .*EncounteredQuarantineException: The service answered 401\./);
  });

  test('leaves to a person a job that Entra stopped because of too many deletions', async () => {
    await using fixture = await syncFixture();
    fixture.job.state = 'Active';
    fixture.job.quarantine = { reason: 'TooManyDeletes', message: '501 deletions.' };

    const report = await fixture.run();

    expect(fixture.job.restarts).toEqual([]);
    expect(report['job']).toMatch(/^left in quarantine \(TooManyDeletes: 501 deletions\.\)/);
  });

  test('fails before anything starts when the service refuses the token, and quotes its answer', async () => {
    await using fixture = await syncFixture();
    fixture.graph.azure.secrets.set('scim-token-contoso-1', 'another-token');

    await expect(fixture.run(VAULT)).rejects.toThrow(
      /CredentialValidationUnavailable.*401.*deploy the platform before/s,
    );
    expect(fixture.endpoint.seen).toEqual({ refused: 3, accepted: 0 });
    expect(fixture.job.state).toBe('Disabled');
    expect(fixture.graph.writes()).not.toContain('PUT jobs/schema');
  });

  test('fails when the secret includes the scheme, without revealing the secret', async () => {
    await using fixture = await syncFixture();
    fixture.graph.azure.secrets.set('scim-token-contoso-1', `Bearer ${TOKEN}`);

    await expect(fixture.run(VAULT)).rejects.toThrow('scim-token-contoso-1 must contain only the token');
    await expect(fixture.run(VAULT)).rejects.not.toThrow(TOKEN);
    expect(fixture.graph.writes()).toEqual([]);
  });

  test('fails before it writes anything when another job runs, and names both and what to do', async () => {
    await using fixture = await syncFixture();
    const other = fixture.principal.provisioning.createJob('customappsso');
    other.state = 'Active';

    await expect(fixture.run(VAULT)).rejects.toThrow(
      new RegExp(`besides ${fixture.job.id}, .* is running: ${other.id}\\. .*Delete the unwanted one`),
    );
    expect(fixture.graph.writes()).toEqual([]);
  });

  test('ignores another job that does not run, and one that runs while ours should not', async () => {
    await using fixture = await syncFixture();
    const other = fixture.principal.provisioning.createJob('customappsso');

    await expect(fixture.run()).resolves.toMatchObject({ job: 'started' });
    other.state = 'Active';
    await expect(fixture.run({ enabled: false })).resolves.toMatchObject({ job: 'paused' });
  });

  test('fails with the expression that Entra cannot read', async () => {
    await using fixture = await syncFixture();
    const users = [...fixture.settings.mappings.users, { target: 'title', source: 'IIF([a] = "b", [c], [d])' }];

    await expect(fixture.run({ mappings: { ...fixture.settings.mappings, users } })).rejects.toThrow(
      'Entra cannot parse the expression \'IIF([a] = "b", [c], [d])\'',
    );
  });

  test('fails within two minutes when Graph never shows the job as started', async () => {
    await using fixture = await syncFixture();
    fixture.principal.provisioning.stateLag = 1000;

    await expect(fixture.run()).rejects.toThrow('after two minutes it does not show that the job runs');
    expect(fixture.clock.now()).toBeLessThanOrEqual(130_000);
  });
});

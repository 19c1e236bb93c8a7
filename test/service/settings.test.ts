import { readMigrationSettings } from '../../service/migration-settings';
import { readSettings } from '../../service/settings';

describe('readSettings', () => {
  test('needs nothing: everything has a default', () => {
    expect(readSettings({})).toEqual({
      port: 8080,
      metricsPort: undefined,
      publicUrl: undefined,
      database: { kind: 'embedded', folder: '.data' },
      coordinatorPort: undefined,
      poolSize: 10,
      tenantConnections: undefined,
      scanConnections: undefined,
      waitSeconds: undefined,
      deadlineSeconds: 20,
      provisioningLogDays: 400,
      refusalLogDays: 30,
      adminApplication: undefined,
      console: true,
      tenantsFile: undefined,
      secretsFolder: undefined,
      discovery: 'public',
      logLevel: 'info',
      clientAddress: 'connection',
    });
  });

  test('treats an empty variable as one that is not set', () => {
    expect(readSettings({ PORT: '', DATABASE_URL: ' ', LOG_LEVEL: '' })).toEqual(readSettings({}));
  });

  test('drops the slash at the end of the public URL, which Location would double', () => {
    expect(readSettings({ PUBLIC_URL: 'https://scim.example.com/' }).publicUrl).toBe('https://scim.example.com');
  });

  test.each([
    [{ PORT: '70000' }, "PORT must be a whole number from 0 to 65535; got '70000'"],
    [{ METRICS_PORT: '-1' }, "METRICS_PORT must be a whole number from 0 to 65535; got '-1'"],
    [{ PROVISIONING_LOG_DAYS: '7' }, "PROVISIONING_LOG_DAYS must be a whole number from 30 to 36500; got '7'"],
    [{ REFUSAL_LOG_DAYS: '6' }, "REFUSAL_LOG_DAYS must be a whole number from 7 to 36500; got '6'"],
    [{ CLIENT_ADDRESS: 'header' }, "CLIENT_ADDRESS must be one of connection, forwarded; got 'header'"],
    [{ PUBLIC_URL: 'scim.example.com' }, 'PUBLIC_URL must be a URL that starts with http://'],
    [{ DATABASE_URL: 'postgres://db/scim?options=-c%20role%3Dpostgres' }, 'DATABASE_URL must not contain options'],
    [{ DISCOVERY: 'off' }, "DISCOVERY must be one of public, token; got 'off'"],
    [{ DATABASE_AUTHENTICATION: 'kerberos' }, "DATABASE_AUTHENTICATION must be one of password, entra; got 'kerberos'"],
  ])('fails on %j', (env, complaint) => {
    expect(() => readSettings(env)).toThrow(complaint);
  });
});

describe('readMigrationSettings', () => {
  test('fails without a database', () => {
    expect(() => readMigrationSettings({})).toThrow(
      'DATABASE_URL is not set; it names the database to bring up to date',
    );
  });

  test('fails on half an identity', () => {
    expect(() => readMigrationSettings({ DATABASE_URL: 'postgres://x', RUNTIME_IDENTITY_NAME: 'scim' })).toThrow(
      'RUNTIME_IDENTITY_NAME and RUNTIME_IDENTITY_OBJECT_ID belong together; set both or neither',
    );
  });
});

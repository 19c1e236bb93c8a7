import type { JsonObject, PlannedChange } from '../../../../programs/review/plan/terraform-plan';
import { reviewPlan } from '../../../../programs/review/plan-review';
import { change, planOf } from '../../../support/plan-document';

const SERVER = 'postgres://runtime@acme-db.postgres.database.azure.com:5432/scim?sslmode=verify-full';
const CLUSTER = 'postgres://runtime@acme-cluster.postgres.database.azure.com:5432/scim?sslmode=verify-full';

const running = (url: string, more: JsonObject = {}) => ({
  name: 'acme-scim',
  template: [{ container: [{ env: [{ name: 'DATABASE_URL', value: url }], ...more }] }],
});

const service = (before: JsonObject | null, after: JsonObject, planned = {}): PlannedChange =>
  change('azurerm_container_app.service', before, after, planned);

const found = (planned: PlannedChange) => reviewPlan('platform', 'platform.json', planOf([planned])).findings;

describe('the database of the service', () => {
  test('is told when it changes, as it decides whom the service knows', () => {
    const [finding] = found(service(running(SERVER), running(CLUSTER)));

    expect(finding).toMatchObject({
      kind: 'database-switched',
      what: 'acme-db.postgres.database.azure.com/scim → acme-cluster.postgres.database.azure.com/scim',
    });
  });

  test('is told when it is made by the same plan, so that its address is not known yet', () => {
    const unknown = { after_unknown: { template: [{ container: [{ env: [{ value: true }] }] }] } };
    const after = { name: 'acme-scim', template: [{ container: [{ env: [{ name: 'DATABASE_URL' }] }] }] };

    expect(found(service(running(SERVER), after, unknown))[0]).toMatchObject({
      kind: 'database-switched',
      subject: 'to a database that this plan creates',
    });
  });

  test('is the same at another port, at which any node of a cluster answers', () => {
    const changes = found(service(running(CLUSTER), running(CLUSTER.replace(':5432', ':7432'))));

    expect(changes.map(({ kind }) => kind)).not.toContain('database-switched');
  });

  test.each([
    ['the service is new', service(null, running(SERVER))],
    ['something else changes', service(running(SERVER), running(SERVER, { cpu: 2 }))],
  ])('is not told when %s', (_what, planned) => {
    expect(found(planned).map(({ kind }) => kind)).not.toContain('database-switched');
  });

  test('is told without the login', () => {
    const [finding] = found(service(running(SERVER.replace('runtime', 'runtime:hunter2')), running(CLUSTER)));

    expect(JSON.stringify(finding)).not.toContain('hunter2');
  });
});

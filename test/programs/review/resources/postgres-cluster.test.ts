import { ResourceGroupTemplateDeployment } from '@cdktf/provider-azurerm/lib/resource-group-template-deployment';

import type { PlannedChange } from '../../../../programs/review/plan/terraform-plan';
import { reviewPlan } from '../../../../programs/review/plan-review';
import { CONSEQUENCES } from '../../../../programs/review/resources/resources';
import { change, planOf } from '../../../support/plan-document';
import { synthPlatform } from '../../../support/platform';

/** The template with which the platform's stack deploys a cluster. */
const { template_content: TEMPLATE } = synthPlatform(
  'database: { elasticCluster: { nodes: 2 }, use: cluster }',
).platform.only(ResourceGroupTemplateDeployment) as { template_content: string };

function cluster(after: Record<string, unknown>): PlannedChange {
  const before = { name: 'acme-cluster', template_content: TEMPLATE };
  return change('azurerm_resource_group_template_deployment.cluster', before, { ...before, ...after });
}

/** A change to the template in which one string is replaced. */
function template(old: string, next: string): PlannedChange {
  expect(TEMPLATE).toContain(old);
  return cluster({ template_content: TEMPLATE.replace(old, next) });
}

const review = (planned: PlannedChange) => reviewPlan('platform', 'platform.json', planOf([planned]));
const found = (planned: PlannedChange) =>
  review(planned).findings.map(({ kind }) => `${CONSEQUENCES[kind].class} ${kind}`);

describe('the template of a database cluster', () => {
  test.each([
    ['the public reaches it', '"publicNetworkAccess":"Disabled"', '"publicNetworkAccess":"Enabled"', 'database-public'],
    ['it takes passwords', '"passwordAuth":"Disabled"', '"passwordAuth":"Enabled"', 'database-password-sign-in'],
    ['backups are kept for less time', '"backupRetentionDays":14', '"backupRetentionDays":7', 'backup-shortened'],
    ['it is to lose nodes, which Azure refuses', '"clusterSize":2', '"clusterSize":1', 'cluster-shrinks'],
    ['it gets another version', '"version":"17"', '"version":"18"', 'database-upgraded'],
    [
      'it logs in elsewhere',
      '"activeDirectoryAuth":"Enabled"',
      '"activeDirectoryAuth":"Disabled"',
      'database-template-changed',
    ],
    ['a part goes', '"autoGrow":"Disabled"', '"x":1', 'database-template-changed'],
  ])('is risky when %s', (_, old, next, kind) => {
    expect(found(template(old, next))).toEqual([`risky ${kind}`]);
  });

  test.each([
    ['backups are kept longer', '"backupRetentionDays":14', '"backupRetentionDays":30', 'changed'],
    ['it gets nodes', '"clusterSize":2', '"clusterSize":4', 'cluster-grows'],
    ['its disks grow', '"storageSizeGB":32', '"storageSizeGB":64', 'database-resized'],
    [
      'Azure patches it at another time',
      '"cluster":',
      '"maintenanceWindow":{"dayOfWeek":6,"startHour":2},"cluster":',
      'changed',
    ],
    ['it gets a tag', '"sku":', '"tags":{"env":"prod"},"sku":', 'changed'],
    ['it gets a standby', '"mode":"Disabled"', '"mode":"SameZone"', 'changed'],
  ])('is routine when %s', (_, old, next, kind) => {
    expect(found(template(old, next))).toEqual([`routine ${kind}`]);
  });

  test('shows known attributes, and names the rest', () => {
    expect(review(template('"clusterSize":2', '"clusterSize":4')).findings[0]?.attributes).toEqual([
      { name: 'resources.0.properties.cluster.clusterSize', before: 2, after: 4 },
    ]);
    expect(review(template('"autoGrow":"Disabled"', '"autoGrow":"Enabled"')).findings[0]).toMatchObject({
      unshown: ['resources.0.properties.storage.autoGrow'],
    });
  });

  test.each([
    ['is not known yet', cluster({ template_content: null })],
    ['cannot be read', cluster({ template_content: '{' })],
    ['gets other parameters', cluster({ parameters_content: '{"a":{"value":1}}' })],
  ])('is risky when it %s', (_, planned) => {
    expect(found(planned)).toEqual(['risky database-template-changed']);
  });

  test('is the same however it is written', () => {
    expect(found(cluster({ template_content: JSON.stringify(JSON.parse(TEMPLATE), null, 2) }))).toEqual([
      'routine changed',
    ]);
  });
});

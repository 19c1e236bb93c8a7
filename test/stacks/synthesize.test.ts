import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { Testing } from 'cdktf';

import { lockFleet, renderLock } from '../../fleet/fleet-lock';
import { loadConfig } from '../../fleet/load-config';
import { stackName } from '../../fleet/stack-name';
import { synthesize } from '../../stacks/synthesize';
import { configFolder, CONTOSO } from '../support/config-folder';

const EXTERNAL = CONTOSO.replace(
  'plan: enterprise',
  'target: { tenantUrl: https://scim.contoso.example/v2, tokenVariable: contoso_token }',
);

/** Providers in contoso's stack, synthesized from the file `now` with a lock made from the file `before`. */
function providersAfter(before: string, now: string): string[] {
  using earlier = configFolder({ 'tenants/contoso.yaml': before });
  const config = loadConfig(earlier.path);
  using folder = configFolder({ 'tenants/contoso.yaml': now });
  writeFileSync(join(folder.path, 'fleet.lock.yaml'), renderLock(lockFleet({ tenants: {} }, config)));

  const app = Testing.app();
  synthesize(app, loadConfig(folder.path));
  const stack = readFileSync(join(app.outdir, 'stacks', stackName('contoso'), 'cdk.tf.json'), 'utf8');
  return Object.keys((JSON.parse(stack) as { provider: object }).provider).sort();
}

describe('a tenant that leaves the companion service', () => {
  const removed = `${EXTERNAL}state: absent\ndeletionProtection: false\n`;

  test.each([
    ['for another endpoint', EXTERNAL],
    ['and is removed at once', removed],
  ])('%s keeps the providers that its state still needs', (_how, now) => {
    expect(providersAfter(CONTOSO, now)).toEqual(['azuread', 'azurerm', 'time']);
    expect(providersAfter(EXTERNAL, now)).toEqual(['azuread', 'time']);
  });
});

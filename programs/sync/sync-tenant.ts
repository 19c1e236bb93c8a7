import { cloudVariables } from '../../fleet/cloud-variables';
import { loadConfig } from '../../fleet/load-config';
import { systemClock } from '../../microsoft/graph/clock';

import { chosenTenants } from './chosen-tenants';
import { connect } from './connection';
import { declaredSettings } from './declared-settings';
import { findApplication, findJob } from './find-application';
import { synchronize } from './job/synchronize';
import { readSettings } from './settings';

/**
 * Does for tenants what their stacks do when they are applied, from the files and what Graph finds. It needs neither
 * Terraform nor its state, which may hold tokens.
 */
export async function syncTenants(
  slugs: readonly string[],
  { serviceUrl }: { readonly serviceUrl?: string },
  env: NodeJS.ProcessEnv,
  print: (line: string) => void,
): Promise<void> {
  const { platform, tenants } = loadConfig(env['CONFIG_DIR'] || 'config');
  const connection = await connect(readSettings({ ...env, ...cloudVariables(platform) }));
  for (const tenant of chosenTenants(tenants, slugs)) {
    print(tenant.slug);
    const graph = connection.graph(tenant.entraTenantId);
    const application = await findApplication(tenant, graph);
    const settings = {
      ...(await declaredSettings(tenant, platform, connection, serviceUrl)),
      directoryId: tenant.entraTenantId,
      servicePrincipalId: application.servicePrincipalId,
      jobId: await findJob(tenant, application, graph),
    };
    await synchronize(settings, {
      graph,
      clock: systemClock,
      readSecret: connection.readSecret,
      report: (topic, text) => {
        print(`  ${topic.padEnd(12)} ${text.replaceAll('\n', '\n  ')}`);
      },
    });
  }
}

import { App } from 'cdktf';

import { ConfigError } from './config/complaint';
import { loadConfig } from './config/load-config';
import { PlatformStack } from './platform-stack';
import { TenantStack } from './tenant-stack';

/** Synthesizes `platform` and one `tenant-<slug>` per file in `tenants/`. CDKTF runs it. */
function main(): void {
  const config = loadConfig(process.env['CONFIG_DIR'] || 'config');

  const app = new App();
  const platform = new PlatformStack(app, 'platform', config);
  for (const tenant of config.tenants) {
    const stack = new TenantStack(app, `tenant-${tenant.slug}`, config.platform, tenant);
    if (tenant.target.kind === 'companion') stack.addDependency(platform);
  }
  app.synth();
}

try {
  main();
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

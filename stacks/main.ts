import { App } from 'cdktf';

import { ConfigError } from './config/complaint';
import { loadConfig } from './config/load-config';
import { defineStacks } from './define-stacks';

/** Synthesizes `platform` and one `tenant-<slug>` per file in `tenants/`. CDKTF runs it. */
function main(): void {
  const config = loadConfig(process.env['CONFIG_DIR'] || 'config');
  for (const notice of config.notices) console.error(`notice: ${notice}`);

  const app = new App();
  defineStacks(app, config);
  app.synth();
}

try {
  main();
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

import { App } from 'cdktf';

import { ConfigError } from './config/complaint';
import { loadConfig } from './config/load-config';
import { synthesize } from './synthesize';

/** Synthesizes `platform` and one `tenant-<slug>` per file in `tenants/`. CDKTF runs it. */
function main(): void {
  const config = loadConfig(process.env['CONFIG_DIR'] || 'config');
  for (const notice of config.notices) console.error(`notice: ${notice}`);

  synthesize(new App(), config);
}

try {
  main();
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

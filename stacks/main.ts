import { App } from 'cdktf';

import { fail } from '../command-line/fail';

import { loadConfig } from './config/load-config';
import { bringForward } from './stack-folders';
import { synthesize } from './synthesize';

/** Synthesizes `platform` and one `tenant-<slug>` per file in `tenants/`. CDKTF runs it. */
function main(): void {
  const config = loadConfig(process.env['CONFIG_DIR'] || 'config');
  const app = new App();
  const notices = [...config.notices, ...bringForward(app.outdir, config.platform.name)];
  for (const notice of notices) console.error(`notice: ${notice}`);

  synthesize(app, { ...config, notices });
}

try {
  main();
} catch (error) {
  fail(error);
}

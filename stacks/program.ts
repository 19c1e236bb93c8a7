import { App } from 'cdktf';

import { note } from '../command-line/caller';
import { example, program } from '../command-line/program';
import { loadConfig } from '../fleet/load-config';

import { bringForward } from './stack-folders';
import { synthesize } from './synthesize';

/** The program that CDKTF runs for `cdktf synth`. */
export const app = program('entra-scim app', (command, caller) => {
  command
    .description(
      'Writes the stacks of CONFIG_DIR, `platform` and one `tenant-<slug>` per file in `tenants/`, to CDKTF_OUTDIR (cdktf.out).',
    )
    .addHelpText(...example('CONFIG_DIR=config entra-scim app'))
    .action(() => {
      const config = loadConfig(caller.env['CONFIG_DIR'] || 'config');
      const cdktf = new App({ outdir: caller.env['CDKTF_OUTDIR'] });
      const notices = [...config.notices, ...bringForward(cdktf.outdir, config.platform.name)];
      for (const notice of notices) note(caller, `notice: ${notice}`);

      synthesize(cdktf, { ...config, notices });
    });
});

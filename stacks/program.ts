import { App } from 'cdktf';

import { note } from '../command-line/caller';
import { program } from '../command-line/program';
import { loadConfig } from '../fleet/load-config';

import { bringForward } from './stack-folders';
import { synthesize } from './synthesize';

/** What CDKTF runs for `cdktf synth`. */
export const synth = program('synth', (command, caller) => {
  command
    .description(
      'Writes the stacks of CONFIG_DIR, `platform` and one `tenant-<slug>` per file in `tenants/`, to CDKTF_OUTDIR (cdktf.out).',
    )
    .action(() => {
      const config = loadConfig(caller.env['CONFIG_DIR'] || 'config');
      const app = new App({ outdir: caller.env['CDKTF_OUTDIR'] });
      const notices = [...config.notices, ...bringForward(app.outdir, config.platform.name)];
      for (const notice of notices) note(caller, `notice: ${notice}`);

      synthesize(app, { ...config, notices });
    });
});

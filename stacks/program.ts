import { App } from 'cdktf';

import { configFolder } from '../command-line/config-folder';
import { example, program } from '../command-line/program';
import { loadConfig } from '../fleet/load-config';

import { bringForward } from './stack-folders';
import { synthesize } from './synthesize';

/** The program that `cdktf synth` runs. */
export const app = program('entra-scim app', (command, caller) => {
  const folder = configFolder(caller);
  command
    .description(
      'Writes the stacks of the configuration, `platform` and one `tenant-<slug>` per file in `tenants/`, to CDKTF_OUTDIR (cdktf.out). ' +
        'People run `cdktf synth` instead, which runs this command and shows the notices that it writes to manifest.json.',
    )
    .addOption(folder.option())
    .addHelpText(...example('entra-scim app --config config/environments/test'))
    .action(() => {
      const config = loadConfig(folder.path());
      const cdktf = new App({ outdir: caller.env['CDKTF_OUTDIR'] });
      const moved = bringForward(cdktf.outdir, config.platform.name);
      synthesize(cdktf, { ...config, notices: [...config.notices, ...moved] });
    });
});

import { type Command, Option } from 'commander';

import { type Caller, print } from '../../command-line/caller';
import { example, program } from '../../command-line/program';
import { readEnvironment } from '../../command-line/variables';
import { type CloudName, CLOUDS } from '../../microsoft/cloud';
import { connect } from '../../microsoft/connection';
import { readIdentity } from '../../microsoft/read-identity';
import type { Place } from '../../microsoft/resource-manager';
import type { RestClient } from '../../microsoft/rest-client';

import { bindCertificate, type Validation, VALIDATIONS } from './bind-certificate';
import { runJob } from './run-job';
import { settleRevision } from './settle-revision';

interface PlaceOptions {
  readonly subscription: string;
  readonly directory: string;
  readonly resourceGroup: string;
  readonly cloud: CloudName;
  readonly metadataHost?: string;
}

type Step<Options> = (azure: RestClient, place: Place, options: Options) => Promise<string>;

/**
 * `entra-scim rollout`: deployment steps for which Terraform has no resource. Each step waits until its effect is
 * complete. Usually Terraform runs these steps, but people may run them too.
 */
export const rollout = program('entra-scim rollout', (root, caller) => {
  root.description(
    'Steps of a deployment for which Terraform has no resource. Terraform runs them when it deploys the platform; people may ' +
      'run them too. Signs in like Terraform, with ARM_… or the Azure CLI.',
  );
  root.addHelpText(...example('entra-scim rollout settle --help'));
  command(root, 'run-job', 'starts a job and waits until it has succeeded', '--job caj-migrate')
    .requiredOption('--job <name>', 'container app job')
    .action(step<{ job: string }>(caller, (azure, place, { job }) => runJob(azure, place, job)));
  command(
    root,
    'settle',
    'waits until the newest revision is healthy, and moves traffic to it if Azure does not',
    '--app ca-scim',
  )
    .requiredOption('--app <name>', 'container app')
    .action(step<{ app: string }>(caller, (azure, place, { app }) => settleRevision(azure, place, app)));
  command(
    root,
    'bind-certificate',
    'makes Azure issue a certificate for a host name, and binds it',
    '--app ca-scim --environment cae-scim --host scim.acme.example',
  )
    .requiredOption('--app <name>', 'container app')
    .requiredOption('--environment <name>', 'Container Apps environment')
    .requiredOption('--host <name>', 'host name, which the app must already have')
    .addOption(
      new Option(
        '--validation <how>',
        'how DigiCert validates the host: by its CNAME or, if it has an A record, over HTTP',
      )
        .choices(Object.keys(VALIDATIONS))
        .default('cname'),
    )
    .action(step<{ app: string; environment: string; host: string; validation: Validation }>(caller, bindCertificate));
});

function command(program: Command, name: string, description: string, own: string): Command {
  return program
    .command(name)
    .description(description)
    .addHelpText(
      ...example(
        `entra-scim rollout ${name} --subscription 00000000-… --directory 00000000-… --resource-group rg-acme ${own}`,
      ),
    )
    .requiredOption('--subscription <id>', 'subscription of the platform')
    .requiredOption('--directory <id>', 'directory (tenant) of the subscription')
    .requiredOption('--resource-group <name>', 'resource group of the platform')
    .addOption(new Option('--cloud <name>', "Microsoft's cloud").choices(Object.keys(CLOUDS)).default('public'))
    .option('--metadata-host <host>', 'host with the metadata of another Azure cloud');
}

function step<Options>(caller: Caller, run: Step<Options>): (options: Options & PlaceOptions) => Promise<void> {
  return async (options) => {
    const { cloud, metadataHost, directory } = options;
    const { resourceManager } = await connect({
      identity: readEnvironment(caller.env, readIdentity),
      cloud: metadataHost === undefined ? { name: cloud } : { metadataHost },
      overrides: {},
    });
    const place = { subscriptionId: options.subscription, resourceGroup: options.resourceGroup };
    print(caller, await run(resourceManager(directory), place, options));
  };
}

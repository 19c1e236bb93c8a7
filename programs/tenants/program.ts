import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Command } from 'commander';
import pc from 'picocolors';

import { type Caller, note, print } from '../../command-line/caller';
import { configFolder } from '../../command-line/config-folder';
import { EXIT } from '../../command-line/exit-code';
import { example, program } from '../../command-line/program';
import { tableOrJson } from '../../command-line/table-or-json';
import { UsageError } from '../../command-line/usage-error';
import { wholeNumber } from '../../command-line/whole-number';
import { appRoleId } from '../../entra/app-role';
import { declaresConsole } from '../../fleet/console';
import { LOCK_NAME } from '../../fleet/fleet-lock';
import { type Configuration, loadConfig } from '../../fleet/load-config';
import { CONSOLE_SIGN_IN_STACK, CONSOLE_STACK, PLATFORM_STACK, stackName } from '../../fleet/stack-name';
import { stateContainer } from '../../fleet/state-container';
import { whyNotInEntra } from '../../fleet/why-not-in-entra';
import { CLOUDS } from '../../microsoft/cloud';

import { currentLock } from './current-lock';
import { fleetRows } from './fleet-row';
import { renderFleet } from './fleet-table';
import { renderImportFile } from './import-file';
import { assignedTo, type ImportOptions, jobId, objectId, principalId } from './import-options';
import { addPlacementCommands } from './placement-commands';
import { type PlatformJson, renderPlatformImportFile } from './platform-import-file';

/** `entra-scim tenants`. */
export const tenants = program('entra-scim tenants', (command, caller) => {
  const folder = configFolder(caller);
  const fleet = () => loadFleet(folder.path(), caller);

  command
    .description(
      'Lists the tenants of the configuration, writes their lock file, and imports what exists in Entra. ' +
        'The default command is list. ' +
        'Exit code 0: done; 1: the lock is not up to date; 2: the call or the configuration is wrong.',
    )
    .addHelpText(...example('entra-scim tenants'));

  command
    .command('list', { isDefault: true })
    .description('Lists the tenants of the configuration, wave by wave.')
    .addOption(folder.option())
    .addOption(tableOrJson())
    .option('--wave <n>', 'list only the tenants of this wave', wholeNumber(0))
    .addHelpText(...example('entra-scim tenants list --wave 1'))
    .allowExcessArguments() // the name of an unknown command is an argument of the default command
    .action((options: ListOptions, { args: [unknown] }: Command) => {
      if (unknown !== undefined) {
        const known = command.commands.map((one) => one.name()).join(', ');
        command.error(`error: unknown command '${unknown}'; the commands are ${known}`);
      }
      print(caller, list(fleet(), options));
    });

  command
    .command('lock')
    .addHelpText(...example('entra-scim tenants lock --check'))
    .description(`Writes ${LOCK_NAME}, which describes the fleet, so that the next synth can compare. Commit the file.`)
    .option('--check', 'write nothing; exit with 1 if the lock is not up to date')
    .option(
      '--forget <slug...>',
      'give up a tenant that has no file any more: its token, and its stack if that was to be removed. The slug stays reserved',
    )
    .addOption(folder.option())
    .action((options: LockOptions) => {
      lock(folder.path(), options, caller);
    });

  command
    .command('import')
    .addHelpText(...example('entra-scim tenants import contoso > cdktf.out/stacks/tenant-contoso/import.tf'))
    .description(
      'Prints import blocks for a tenant whose state was lost or is incomplete. Write them to ' +
        'cdktf.out/stacks/tenant-<slug>/import.tf after a synth, then plan and apply there.',
    )
    .argument('<slug>', 'the tenant')
    .option('--application <id>', 'object id of the application', objectId)
    .option('--service-principal <id>', 'object id of its service principal', objectId)
    .option('--job <id>', 'id of the synchronization job', jobId)
    .option(
      '--assigned-to <file...>',
      "Graph's answer for the service principal's appRoleAssignedTo, as JSON; all pages in order",
      assignedTo,
    )
    .option(
      '--principal <name=id...>',
      'object id of a user, or of one of several groups with the same name',
      principalId,
    )
    .addOption(folder.option())
    .action((slug: string, options: ImportOptions) => {
      caller.stdout.write(importFile(fleet(), slug, options));
    });

  command
    .command('import-platform')
    .addHelpText(...example('entra-scim tenants import-platform > cdktf.out/stacks/platform/import.tf'))
    .description(
      'Prints import blocks for a platform whose state was lost or is incomplete, from the synthesized stack. ' +
        'Write them to cdktf.out/stacks/platform/import.tf, then plan and apply there.',
    )
    .option('--stack <folder>', 'folder of the synthesized stack', 'cdktf.out/stacks/platform')
    .action(({ stack }: { stack: string }) => {
      caller.stdout.write(platformImportFile(stack));
    });

  command
    .command('containers')
    .addHelpText(...example('entra-scim tenants containers'))
    .description(
      'Prints the blob containers for the states of all stacks, one per line. Terraform creates none of them; for each, run ' +
        'az storage container create --auth-mode login --account-name <account> --name <container>',
    )
    .addOption(folder.option())
    .action(() => {
      for (const container of containers(fleet())) print(caller, container);
    });

  addPlacementCommands(command, caller);
});

interface ListOptions {
  readonly format: 'table' | 'json';
  readonly wave?: number;
}

interface LockOptions {
  readonly check?: boolean;
  readonly forget?: readonly string[];
}

function list(config: Configuration, { format, wave }: ListOptions): string {
  const rows = fleetRows(config).filter((row) => wave === undefined || row.wave === wave);
  return format === 'json' ? JSON.stringify(rows, undefined, 2) : renderFleet(rows);
}

function lock(folder: string, { check, forget }: LockOptions, caller: Caller): void {
  const { path, text, isCurrent } = currentLock(folder, forget);
  if (isCurrent) {
    print(caller, `${path} is current`);
  } else if (check) {
    note(caller, `${path} is not current; run \`npx entra-scim tenants lock\` and commit it`);
    caller.exitCode = EXIT.found;
  } else {
    writeFileSync(path, text);
    print(caller, `${path} is written; commit it`);
  }
}

function importFile(
  config: Configuration,
  slug: string,
  { assignedTo: pages, principal: principals, ...ids }: ImportOptions,
): string {
  const { platform, declared, tenants } = config;
  const tenant = tenants.find((candidate) => candidate.slug === slug);
  if (!tenant) {
    const isAbsent = declared.some((candidate) => candidate.slug === slug && candidate.state === 'absent');
    const remedy =
      "; set 'state: present', import and apply, then set 'state: absent' again: Terraform removes only what its state contains";
    throw new UsageError(`${whyNotInEntra(slug, config)}${isAbsent ? remedy : ''}`);
  }
  if (pages?.next !== undefined) {
    throw new UsageError(
      `${pages.last} is not the last page; fetch the next one too: az rest --url '${pages.next}' > next.json, and give ` +
        `all of them in order: --assigned-to ${pages.last} next.json`,
    );
  }
  const roleId = (value: string) => tenant.takeover?.roleIds.get(value) ?? appRoleId(slug, value);
  const { graph } = CLOUDS[platform.cloud.environment];
  return renderImportFile(tenant, { ...ids, graph, assigned: pages?.assignments, principals }, roleId);
}

function platformImportFile(stack: string): string {
  const path = join(stack, 'cdk.tf.json');
  if (!existsSync(path)) throw new UsageError(`${path} does not exist; run \`npx cdktf synth\` first`);
  return renderPlatformImportFile(JSON.parse(readFileSync(path, 'utf8')) as PlatformJson);
}

function containers({ platform, tenants, leaving }: Configuration): ReadonlySet<string> {
  if (platform.state === 'local')
    throw new UsageError("states are stored in local files; 'state' names no storage account");
  const stacks = [
    ...(declaresConsole(platform) ? [CONSOLE_STACK, CONSOLE_SIGN_IN_STACK] : []),
    PLATFORM_STACK,
    ...[...tenants, ...leaving].map(({ slug }) => stackName(slug)),
  ];
  return new Set(stacks.flatMap((stack) => stateContainer(platform, stack) ?? []));
}

function loadFleet(folder: string, caller: Caller): Configuration {
  const config = loadConfig(folder);
  for (const notice of config.notices) note(caller, `${pc.yellow('notice:')} ${notice}`);
  return config;
}

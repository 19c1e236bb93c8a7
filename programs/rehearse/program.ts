import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

import { InvalidArgumentError, Option } from 'commander';
import pc from 'picocolors';

import { type Caller, note, print } from '../../command-line/caller';
import { configFolder } from '../../command-line/config-folder';
import { EXIT } from '../../command-line/exit-code';
import { fail } from '../../command-line/fail';
import { example, program } from '../../command-line/program';
import { UsageError } from '../../command-line/usage-error';
import { wholeNumber } from '../../command-line/whole-number';
import { tenantUrlOf } from '../../entra/tenant-url';
import { loadConfig } from '../../fleet/load-config';
import type { Target, TenantConfig } from '../../fleet/model/tenant';

import { cleanUp, RUN_PREFIX } from './clean-up';
import { Follower, type Told } from './follower';
import { agreeTo } from './foreign-service';
import { type DirectorySize, generateDirectory } from './generate-directory';
import { renderLags } from './lags';
import type { Dialect } from './patch-dialect';
import { playedTable } from './played-table';
import { progressLine } from './progress-line';
import { rehearse as play, type Rehearsal } from './rehearse';
import { passed, renderReport, verdict } from './report';
import { startService } from './service-under-rehearsal';

interface Options extends DirectorySize {
  readonly tenant?: string;
  readonly dialect: Dialect | 'both';
  readonly url?: string;
  readonly token?: string;
  readonly events: boolean;
  readonly cleanup: boolean;
  readonly yes: boolean;
}

/** `entra-scim rehearse`. */
export const rehearse = program('entra-scim rehearse', (command, caller) => {
  const config = configFolder(caller);
  command
    .description(
      'Plays the part of Entra against the SCIM service, for every tenant of the configuration that provisions into the ' +
        'service of platform.yaml (a companion tenant), and not into another endpoint: ' +
        'test connection, initial cycle, roles, memberships, updates, disable, restore, rename, delete. Compares what was ' +
        'sent with what the service stores, and with the mirror of a product that follows its events. ' +
        'Exit code 0: no difference; 1: differences or failures; 2: wrong usage.',
    )
    .addOption(config.option())
    .option('--users <n>', "number of users; at least those that the tenant's file names", wholeNumber(1), 200)
    .addHelpText(...example('entra-scim rehearse --tenant contoso --users 50'))
    .option('--groups <n>', "number of groups; at least those that the tenant's file names", wholeNumber(1), 10)
    .option('--tenant <slug>', 'rehearse only this tenant')
    .addOption(
      new Option('--dialect <dialect>', 'how to write PATCH requests')
        .choices(['legacy', 'flag', 'both'])
        .default('both'),
    )
    .option('--url <tenantUrl>', 'play against a running service instead of starting one', httpUrl)
    .option('--token <token>', 'bearer token for --url (default: SCIM_TOKEN)')
    .option(
      '--events',
      'show how long after each request the mirror had the change; follow the events of --url too, if it has any',
      false,
    )
    .option('--cleanup', 'remove what earlier rehearsals have left in the service at --url, and do nothing else', false)
    .option('--yes', 'write to a service that is not on this machine without asking', false)
    .action(async (options: Options) => {
      caller.exitCode = (await run(config.path(), options, caller)) ? EXIT.fine : EXIT.found;
    });
});

async function run(config: string, options: Options, caller: Caller): Promise<boolean> {
  const { declared, platform } = loadConfig(config);
  const present = declared.filter(({ state }) => state === 'present');
  const chosen = chooseTenants(present, options.tenant);

  if (options.url !== undefined) {
    const [tenant, ...others] = chosen;
    if (!tenant || others.length > 0)
      throw new UsageError('--url works for one tenant only; choose the tenant with --tenant');
    const token = options.token ?? caller.env['SCIM_TOKEN'];
    if (token === undefined) throw new UsageError('--url needs the --token that the service accepts');
    if (options.cleanup) {
      await agreeTo('everything that rehearsals have left is removed', options.url, options.yes);
      print(caller, `removed ${await cleanUp(options.url, token)} users and groups that rehearsals had left`);
      return true;
    }
    const { users, groups } = options;
    await agreeTo(`${users} invented users and ${groups} groups are written and removed`, options.url, options.yes);
    return rehearseTenant(tenant, { tenantUrl: options.url, tokens: [token] }, options, caller);
  }
  if (options.cleanup) throw new UsageError('--cleanup needs a running service; give its tenant URL with --url');
  if (options.token !== undefined) {
    throw new UsageError('--token needs a running service; give its tenant URL with --url');
  }

  for (const { slug, target } of chosen) {
    const reason = whyNotHere(target);
    if (reason === undefined) continue;
    print(caller, `${pc.bold(slug)} is not rehearsed here: ${reason}.`);
    print(
      caller,
      `  To play against a test endpoint of your own, repeat the command with --tenant ${slug} --url … --token …\n`,
    );
  }
  const companions = chosen.filter(({ target }) => whyNotHere(target) === undefined);
  if (companions.length === 0) throw new UsageError("there is no tenant with 'target: companion' to rehearse");

  const service = await startService(companions, platform.service.rate, caller.env['PATH']);
  try {
    let ok = true;
    for (const tenant of companions) {
      const tenantUrl = options.dialect === 'legacy' ? service.baseUrl : tenantUrlOf(service.baseUrl);
      const endpoint = { tenantUrl, tokens: service.tokensOf(tenant), reader: service.readerOf(tenant) };
      if (!(await rehearseTenant(tenant, endpoint, options, caller, service.toldOf(tenant)))) ok = false;
    }
    return ok;
  } finally {
    await service.stop();
  }
}

async function rehearseTenant(
  tenant: TenantConfig,
  { tenantUrl, tokens, reader }: Pick<Rehearsal, 'reader' | 'tenantUrl' | 'tokens'>,
  options: Options,
  caller: Caller,
  told: readonly Told[] = [],
): Promise<boolean> {
  const { users, groups, dialect } = options;
  const run = `${RUN_PREFIX}${randomBytes(3).toString('hex')}`;
  const directory = generateDirectory(tenant, { users, groups }, run);
  print(
    caller,
    `${pc.bold(tenant.slug)}: ${directory.users.length} users and ${directory.groups.length} groups into ${tenantUrl}`,
  );

  const { mappings, left } = playedTable(tenant.provisioning.mappings);
  for (const mapping of left) print(caller, `  not played: ${mapping}`);
  if (!mappings.users.some(({ matching }) => matching === 1)) {
    throw new UsageError(
      `'${tenant.slug}' cannot be rehearsed, since the rehearsal cannot evaluate the mapping by which users are matched`,
    );
  }

  const isFollowed = reader !== undefined || options.events;
  const { baseUrl: url, token = '' } = reader ?? {
    baseUrl: tenantUrl.replace(/\/?(\?.*)?$/, ''),
    token: tokens.at(-1),
  };
  await using follower = isFollowed ? await Follower.start({ url, token }, told) : undefined;

  // Cleaning up is needed only for a service outside this process. A service that the rehearsal has started disappears
  // together with its data.
  using cleaning =
    options.url === undefined ? undefined : cleaningUpAtSignals(tenantUrl, tokens.at(-1) ?? '', run, caller);
  const progress = progressLine(caller.stderr);
  const results = await play(
    {
      tenantUrl,
      tokens,
      reader,
      follower,
      defaultRole: tenant.target.kind === 'companion' ? tenant.target.service.defaultRole : undefined,
      mappings,
      directory,
      dialects: dialect === 'both' ? ['legacy', 'flag'] : [dialect],
      stopped: cleaning?.stopped,
    },
    progress.show,
  );
  progress.clear();
  print(caller, renderReport(results));
  if (options.events && follower) print(caller, renderLags(follower.lags));

  print(caller, `${verdict(results)}\n`);
  return passed(results);
}

/** When a signal ends the run, removes everything that the run has written, as far as the service allows. */
function cleaningUpAtSignals(
  tenantUrl: string,
  token: string,
  run: string,
  caller: Caller,
): Disposable & { stopped: AbortSignal } {
  const stop = new AbortController();
  const clean = (signal: NodeJS.Signals) => {
    for (const one of SIGNALS) process.off(one, clean);
    stop.abort();
    note(caller, `\n${signal}: removing what was written so far`);
    void sleep(UNDER_WAY_MS)
      .then(() => cleanUp(tenantUrl, token, run))
      .then((removed) => {
        note(caller, `removed ${removed}; --cleanup removes what may be left`);
      })
      .catch((error: unknown) => {
        fail(error, caller);
      })
      .finally(() => process.exit(EXIT.unusable));
  };
  for (const signal of SIGNALS) process.on(signal, clean);
  return {
    stopped: stop.signal,
    [Symbol.dispose]: () => {
      for (const signal of SIGNALS) process.off(signal, clean);
    },
  };
}

/** Time to wait for pending requests before the cleanup. */
const UNDER_WAY_MS = 1_000;

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** The reason why a tenant cannot be rehearsed with a service that is started here. Undefined if there is none. */
function whyNotHere(target: Target): string | undefined {
  if (target.kind === 'external') return `it provisions into ${target.tenantUrl}, which is not ours`;
  return target.managedBy === 'portal' ? 'its admin generates its tokens in the portal' : undefined;
}

function chooseTenants(tenants: readonly TenantConfig[], slug: string | undefined): readonly TenantConfig[] {
  if (slug === undefined) return tenants;
  const tenant = tenants.find((candidate) => candidate.slug === slug);
  if (!tenant) {
    throw new UsageError(`there is no tenant '${slug}'; known are ${tenants.map((one) => one.slug).join(', ')}`);
  }
  return [tenant];
}

function httpUrl(text: string): string {
  if (!/^https?:\/\//.test(text) || !URL.canParse(text)) {
    throw new InvalidArgumentError('It must be the tenant URL of the service, such as http://localhost:8080/scim/v2.');
  }
  return text;
}

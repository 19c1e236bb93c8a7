import { Annotations, type App } from 'cdktf';

import { declaresConsole } from '../fleet/console';
import { wasCompanion } from '../fleet/fleet-lock';
import type { Configuration } from '../fleet/load-config';
import type { LeavingTenant } from '../fleet/model/tenant';
import { CONSOLE_SIGN_IN_STACK, CONSOLE_STACK, PLATFORM_STACK, stackName } from '../fleet/stack-name';

import { AbsentTenantStack } from './absent-tenant-stack';
import { defineAzureProvider } from './azure-provider';
import { ConsoleSignInStack } from './console-sign-in-stack';
import { ConsoleStack } from './console-stack';
import { PlatformStack } from './platform-stack';
import { TenantStack } from './tenant-stack';
import { withoutTokenTraces } from './without-token-traces';

/** Defines every stack and writes it to the app's output folder. */
export function synthesize(app: App, config: Configuration): void {
  withoutTokenTraces(() => {
    defineStacks(app, config);
    app.synth();
  });
}

/** Defines every stack of a configuration, in the order in which they are deployed. */
function defineStacks(app: App, config: Configuration): void {
  const platform = new PlatformStack(app, PLATFORM_STACK, {
    platform: config.platform,
    tenants: config.served,
  });
  // Notices are annotations, because `cdktf synth` shows annotations as warnings. It shows anything written to stderr
  // as an error.
  for (const notice of config.notices) Annotations.of(platform).addWarning(notice);

  if (declaresConsole(config.platform)) {
    // The platform's stack looks up the application that the console's stack creates.
    platform.addDependency(new ConsoleStack(app, CONSOLE_STACK, config.platform));
    new ConsoleSignInStack(app, CONSOLE_SIGN_IN_STACK, config.platform).addDependency(platform);
  }

  for (const tenant of config.tenants) {
    const stack = new TenantStack(app, stackName(tenant.slug), config.platform, tenant);
    if (tenant.target.kind === 'companion') stack.addDependency(platform);
    else if (leftCompanion(config, tenant)) defineAzureProvider(stack, config.platform);
  }
  for (const tenant of config.leaving) {
    const stack = new AbsentTenantStack(app, stackName(tenant.slug), config.platform, tenant);
    // The tenant's provisioning job presents a token to the service. The job must be removed before the platform's
    // stack removes that token.
    if (tenant.target.kind === 'companion') platform.addDependency(stack);
    else if (leftCompanion(config, tenant)) defineAzureProvider(stack, config.platform);
  }
}

/**
 * Whether a tenant that now uses an external endpoint once used this project's own service. The state of such a tenant
 * still contains data read from Azure. If its stack did not declare the azurerm provider, Terraform would use the
 * provider's newest version, which is neither pinned nor in the provider lock file.
 */
function leftCompanion({ lock }: Configuration, { slug }: LeavingTenant): boolean {
  const locked = lock && Object.hasOwn(lock.tenants, slug) ? lock.tenants[slug] : undefined;
  return locked !== undefined && wasCompanion(locked);
}

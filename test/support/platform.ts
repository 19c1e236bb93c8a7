import { Testing } from 'cdktf';

import { loadConfig } from '../../stacks/config/load-config';
import { PlatformStack } from '../../stacks/platform-stack';
import { TenantStack } from '../../stacks/tenant-stack';

import { configFolder, CONTOSO, PLATFORM } from './config-folder';
import { synthStack, type Synthesized } from './synth';

/** The platform's stack and that of Contoso, made from a platform file with some lines more. */
export function synthPlatform(lines = '', contoso = CONTOSO): { platform: Synthesized; tenant: Synthesized } {
  using folder = configFolder({ 'platform.yaml': `${PLATFORM}${lines}\n`, 'tenants/contoso.yaml': contoso });
  const config = loadConfig(folder.path);
  const [first] = config.tenants;
  if (!first) throw new Error('the configuration has no tenant');
  const app = Testing.app();
  return {
    platform: synthStack(new PlatformStack(app, 'platform', config)),
    tenant: synthStack(new TenantStack(app, 'tenant-contoso', config.platform, first)),
  };
}

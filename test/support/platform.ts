import { type TerraformStack, Testing } from 'cdktf';
import { parse, stringify } from 'yaml';

import { loadConfig } from '../../fleet/load-config';
import { displayPath } from '../../fleet/yaml/yaml-file';
import { PlatformStack } from '../../stacks/platform-stack';
import { TenantStack } from '../../stacks/tenant-stack';
import { withoutTokenTraces } from '../../stacks/without-token-traces';

import { configFolder, CONTOSO, PLATFORM } from './config-folder';
import { Synthesized, synthStack } from './synth';

/** A region of each cloud other than the public one. */
const REGIONS = { usgovernment: 'usgovvirginia', china: 'chinanorth3' } as const;

/** Synthesizes the platform's stack and Contoso's, with lines that replace or add options of the platform file. */
export function synthPlatform(
  lines = '',
  contoso = CONTOSO,
  name = 'acme-scim',
): { platform: Synthesized; tenant: Synthesized } {
  const [, location = 'westeurope'] = Object.entries(REGIONS).find(([cloud]) => lines.includes(`: ${cloud}`)) ?? [];
  const platform = stringify({ ...parse(PLATFORM), name, location, ...parse(lines) });
  using folder = configFolder({ 'platform.yaml': platform, 'tenants/contoso.yaml': contoso });
  const config = loadConfig(folder.path);
  const [first] = config.tenants;
  if (!first) throw new Error('the configuration has no tenant');
  const app = Testing.app();
  const named = displayPath(folder.path); // the name of the folder differs each time
  const read = (stack: TerraformStack) => new Synthesized(synthStack(stack).text.replaceAll(named, 'config'));
  return withoutTokenTraces(() => ({
    platform: read(new PlatformStack(app, 'platform', config)),
    tenant: read(new TenantStack(app, 'tenant-contoso', config.platform, first)),
  }));
}

import { existsSync } from 'node:fs';

const MIRROR = '{ filesystem_mirror { path = "/path/of/the/mirror" } }';

/**
 * Why providers could not be installed, and what to do, derived from the output of `terraform init`. Undefined if it
 * failed for another reason.
 *
 * @param configFile path in TF_CLI_CONFIG_FILE.
 */
export function unusableProviders(output: string, configFile?: string): string | undefined {
  const text = output.replace(/[│╷╵]/g, ''); // a box is drawn around some messages
  const blocks = text.split(/Error: /).slice(1);
  const about = blocks.filter((block) =>
    /^(Failed to (query available provider|install provider)|Incompatible provider)/.test(block),
  );
  if (about.length === 0 || about.length < blocks.length) return undefined;

  const names = new Set([...text.matchAll(/(?:Finding|Installing) ([\w-]+\/[\w-]+) /g)].map(([, name]) => name).sort());
  const [, reason = ''] = about[0]?.split(/\n\s*\n/) ?? [];
  return [
    `Terraform cannot have its providers${names.size === 0 ? '' : ` (${[...names].join(', ')})`}.`,
    `  why:    ${reason.replace(/\s+/g, ' ').trim()}`,
    ...(configFile !== undefined && !existsSync(configFile)
      ? [`          TF_CLI_CONFIG_FILE names ${configFile}, which does not exist.`]
      : []),
    '  remedy: run it where registry.terraform.io can be reached (HTTPS_PROXY is heeded). Or fill a mirror there,',
    '            npm run synth && terraform -chdir=cdktf.out/stacks/tenant-contoso providers mirror /path/of/the/mirror',
    '          bring it here, and set TF_CLI_CONFIG_FILE to a file that says',
    `            provider_installation ${MIRROR}`,
  ].join('\n');
}

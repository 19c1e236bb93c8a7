import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Stack } from './stack';

/**
 * File with the versions and checksums of the providers of all stacks. When the file is committed, every stack uses
 * exactly these versions.
 */
const LOCK = '.terraform.lock.hcl';

interface Synthesized {
  readonly terraform?: {
    readonly required_providers?: Readonly<Record<string, { readonly source?: string }>>;
  };
}

/**
 * Copies a stack's part of the lock file into the stack's folder. The copy contains only the providers that the stack
 * needs, because Terraform refuses a lock file with other providers.
 *
 * @returns false if there is no lock file.
 */
export function lockProviders(stack: Stack): boolean {
  if (!existsSync(LOCK)) return false;
  const { terraform } = JSON.parse(readFileSync(join(stack.folder, 'cdk.tf.json'), 'utf8')) as Synthesized;
  const needed = Object.entries(terraform?.required_providers ?? {}).map(([name, { source = name }]) =>
    address(source),
  );
  const blocks = readFileSync(LOCK, 'utf8').match(/^provider "[^"]+" \{\n(?:.*\n)*?\}$/gm) ?? [];
  const kept = blocks.filter((block) => needed.some((name) => block.split('"')[1]?.endsWith(`/${name}`)));
  writeFileSync(join(stack.folder, LOCK), `${kept.join('\n\n')}\n`);
  return true;
}

/** Namespace and type of a provider. Without a namespace, the provider is HashiCorp's. */
function address(source: string): string {
  const [type = '', namespace = 'hashicorp'] = source.split('/').reverse();
  return `${namespace}/${type}`;
}

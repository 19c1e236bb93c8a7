import { join } from 'node:path';

import { CONSOLE_SIGN_IN_STACK, CONSOLE_STACK, PLATFORM_STACK, stackName } from '../../fleet/stack-name';

import { type ConfigFiles, configFiles, projectPath } from './config-files';
import type { Programs } from './programs';
import { StepError } from './step';

/**
 * Paths on which no stack depends. A change to one of them causes no deployment. A change to any other path outside the
 * configuration affects all stacks.
 */
const HARMLESS = [
  /^(\.ci|\.github|bench|docs|examples|schemas|service|test)\//,
  /^programs\/(?!(rollout|sync)\/)[^/]+\//, // of all programs, Terraform runs only these two
  /^[^/]+\.md$/,
  /^(LICENSE|Dockerfile|\.dockerignore|\.editorconfig|\.gitignore|\.prettier\w+(\.json)?)$/,
  /^(eslint\.config\.mjs|jest\.config\.js|tsconfig\.json)$/,
];

/**
 * Names of the stacks that are affected by the changes on this branch since the branch left `base`.
 *
 * @param folder folder of the configuration.
 */
export async function affectedSince(base: string, folder: string, programs: Programs): Promise<string[]> {
  return affectedStacks(await changedFiles(base, programs), folder, configFiles(folder));
}

/** Paths of the changed files, relative to the project. A rename counts as two files. */
async function changedFiles(base: string, programs: Programs): Promise<string[]> {
  const args = ['diff', '--name-only', '--no-renames', '--relative', '-z', `${base}...HEAD`, '--'];
  const { code, output, errors } = await programs.run('git', args);
  if (code === 0) return output.split('\0').filter((path) => path !== '');
  throw new StepError(
    `git cannot compare with '${base}'; name a commit or branch that exists in this clone (in a shallow clone, fetch it first)\n` +
      errors.trim(),
  );
}

/**
 * Names of the stacks that are affected by changes to these files, in this order: the console's application, the
 * platform, the console's sign-in, then tenants.
 *
 * A change to a tenant of this project's SCIM service also affects the platform, since the platform contains the
 * tenant's roles and tokens.
 *
 * @param changed paths relative to the project, with slashes.
 */
export function affectedStacks(changed: readonly string[], folder: string, config: ConfigFiles): string[] {
  const departed = config.departed.map(stackName);
  const tenants = [...stacksOf(config.tenants), ...departed];
  const [before, after] = config.hasConsole ? [[CONSOLE_STACK], [CONSOLE_SIGN_IN_STACK]] : [[], []];
  const all = [...before, PLATFORM_STACK, ...after, ...tenants];
  const found = new Set(changed.flatMap(concernedBy));
  return all.filter((stack) => found.has(stack));

  function concernedBy(path: string): readonly string[] {
    if (config.platform.has(path)) return all;
    if (config.defaults.has(path)) return withPlatform(config.tenants);
    if (path === config.lock) return [PLATFORM_STACK, ...departed];
    const concerned = config.tenants.filter(({ files }) => files.has(path));
    if (concerned.length > 0) return withPlatform(concerned);
    if (isTenantFile(path, folder)) return [PLATFORM_STACK, ...departed]; // the file is gone, but the tenant's objects still exist
    if (isConfiguration(path, folder) || HARMLESS.some((pattern) => pattern.test(path))) return [];
    return all;
  }
}

function withPlatform(tenants: ConfigFiles['tenants']): string[] {
  const names = stacksOf(tenants);
  return tenants.some(({ companion }) => companion) ? [PLATFORM_STACK, ...names] : names;
}

function stacksOf(tenants: ConfigFiles['tenants']): string[] {
  return tenants.flatMap(({ slug, hasStack }) => (hasStack ? [stackName(slug)] : []));
}

function isTenantFile(path: string, folder: string): boolean {
  return path.startsWith(`${projectPath(join(folder, 'tenants'))}/`) && /\.ya?ml$/.test(path);
}

/**
 * Whether a file belongs to this configuration, and not to the configuration of another environment in a neighboring
 * folder.
 */
function isConfiguration(path: string, folder: string): boolean {
  return path.startsWith(`${projectPath(folder).split('/')[0] ?? ''}/`);
}

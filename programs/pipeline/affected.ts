import { join } from 'node:path';

import { type ConfigFiles, projectPath } from './config-files';

/** What no stack is made of: a change here deploys nothing. Everything else that is not configuration concerns all. */
const HARMLESS = [
  /^(\.ci|\.github|bench|docs|fleet|pipeline|rehearsal|review|schemas|service|test)\//,
  /^[^/]+\.md$/,
  /^(LICENSE|Dockerfile|\.dockerignore|\.editorconfig|\.gitignore|\.prettier\w+(\.json)?)$/,
  /^(eslint\.config\.mjs|jest\.config\.js|tsconfig\.json)$/,
];

/** Name of the stack that serves all tenants. */
export const PLATFORM = 'platform';

export function stackOf(slug: string): string {
  return `tenant-${slug}`;
}

/**
 * Names of the stacks that a change of files concerns, the platform first.
 *
 * A tenant of the companion service concerns the platform too, which knows the roles and tokens of its tenants.
 *
 * @param changed paths relative to the project, with slashes.
 */
export function affectedStacks(changed: readonly string[], folder: string, config: ConfigFiles): string[] {
  const found = new Set<string>();
  const departed = config.departed.map(stackOf);
  const tenants = [...config.tenants.map(({ slug }) => stackOf(slug)), ...departed];
  for (const path of changed) for (const stack of concernedBy(path)) found.add(stack);
  return [PLATFORM, ...tenants].filter((stack) => found.has(stack));

  function concernedBy(path: string): readonly string[] {
    if (config.platform.has(path)) return [PLATFORM, ...tenants];
    if (config.defaults.has(path)) return withPlatform(config.tenants);
    if (path === config.lock) return [PLATFORM, ...departed];
    const concerned = config.tenants.filter(({ files }) => files.has(path));
    if (concerned.length > 0) return withPlatform(concerned);
    if (isTenantFile(path, folder)) return [PLATFORM, ...departed]; // it is gone, but not what was made of it
    if (isConfiguration(path, folder) || HARMLESS.some((pattern) => pattern.test(path))) return [];
    return [PLATFORM, ...tenants];
  }
}

function withPlatform(tenants: ConfigFiles['tenants']): string[] {
  const names = tenants.map(({ slug }) => stackOf(slug));
  return tenants.some(({ companion }) => companion) ? [PLATFORM, ...names] : names;
}

function isTenantFile(path: string, folder: string): boolean {
  return path.startsWith(`${projectPath(join(folder, 'tenants'))}/`) && /\.ya?ml$/.test(path);
}

/** Whether a file belongs to this configuration, or to that of another environment beside it. */
function isConfiguration(path: string, folder: string): boolean {
  return path.startsWith(`${projectPath(folder).split('/')[0] ?? ''}/`);
}

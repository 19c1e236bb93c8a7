import { type Consequence, risky } from '../meaning/consequence';
import type { Finding } from '../meaning/finding';
import { oncePer } from '../once-per';
import type { Change } from '../plan/change';
import { same } from '../plan/same';
import { isObject, type Json } from '../plan/terraform-plan';

import { readRegistry } from './registered-tenant';
import { REVISION } from './tenant-registry';

/**
 * The consequence of a change to the tenant registry, for a plan that shows the registry's digest but not its content.
 */
export const REGISTRY_DIGEST = {
  'registry-changed': risky(
    'The registry of tenants changes',
    'The plan does not show for which tenants, or how: a change to SCIM, plan, roles or tokens looks the same here.',
    `${REVISION} From then on, the service refuses a tenant that is switched off or has lost its token.`,
  ),
} as const satisfies Record<string, Consequence>;

/**
 * The registry is a secret of the service. Its digest is an environment variable of the service, so a new digest
 * restarts the service.
 */
const [REGISTRY, DIGEST, ENV] = ['tenants', 'TENANTS_SHA256', 'template.container.env'];

/** Whether the plan shows the changes to the tenant registry in plain text. */
export const tellsRegistry = oncePer((changes: readonly Change[]) =>
  changes.some(
    ({ type, action, before, after }) =>
      type === 'terraform_data' && action !== 'none' && readRegistry(before) && readRegistry(after),
  ),
);

/** Reports a change to the tenant registry if the plan does not show the content of the registry. */
export function explainUntoldRegistry(service: Change, what: string): Finding<keyof typeof REGISTRY_DIGEST>[] {
  if (!service.before.exists || !service.after.exists || !registryDiffers(service)) return [];
  const { address } = service;
  return [{ kind: 'registry-changed', address, what, unshown: ['secret'], tells: [ENV] }];
}

/**
 * Whether a change only follows from a new registry. In a service, only the registry and its digest may differ. In a
 * step, only the digest that triggers the step may differ.
 */
export function onlyFollowsRegistry(change: Change): boolean {
  const { type, before, after } = change;
  if (!before.exists || !after.exists) return false;
  if (type === 'terraform_data') {
    const [old, next] = [before, after].map((side) => side.records('triggers_replace')[0]);
    const differs = !same(old?.[DIGEST], next?.[DIGEST]);
    return differs && !change.differs('input') && same({ ...old, [DIGEST]: null }, { ...next, [DIGEST]: null });
  }
  const stays = (path: string, name: string) =>
    !after.isUnknown(path) && same(others(before.raw(path), name), others(after.raw(path), name));
  return (
    registryDiffers(change) &&
    change.untold(['secret', ENV]).length === 0 &&
    stays('secret', REGISTRY) &&
    stays(ENV, DIGEST)
  );
}

function registryDiffers({ before, after }: Change): boolean {
  if (after.isUnknown('secret') || after.isUnknown(ENV)) return true;
  return (
    !same(valueOf(before.raw('secret'), REGISTRY), valueOf(after.raw('secret'), REGISTRY)) ||
    !same(valueOf(before.raw(ENV), DIGEST), valueOf(after.raw(ENV), DIGEST))
  );
}

/** The value with a given name in a list of named values. Undefined if the value is not known yet. */
function valueOf(blocks: readonly Json[], name: string): Json | undefined {
  return named(blocks).find((block) => block['name'] === name)?.['value'];
}

/** All named values except the value with this name. */
function others(blocks: readonly Json[], name: string): Json[] {
  return named(blocks).filter((block) => block['name'] !== name);
}

function named(blocks: readonly Json[]) {
  return (blocks.flat() as readonly Json[]).filter(isObject);
}

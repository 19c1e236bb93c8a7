import type { Path, YamlFile } from './yaml-file';

/** Keys that only a tenant of this project's SCIM service can have (`target: companion`). */
const COMPANION_ONLY: readonly Path[] = [
  ['plan'],
  ['token'],
  ['service'],
  ['provisioning', 'credentials'],
  ['provisioning', 'skipOutOfScopeDeletions'],
  ['provisioning', 'accidentalDeletionThreshold'],
  ['provisioning', 'notify'],
];

/** Keys that have no meaning for a tenant whose admin manages the connection to Entra in the service's portal. */
export const NOT_IN_PORTAL: readonly Path[] = [
  ['token'],
  ['assignments'],
  ['application'],
  ['provisioning'],
  ['import'],
  ['service', 'scimEnabled'],
];

/**
 * Removes the defaults that do not apply to a tenant. For a tenant with an external endpoint, these are the defaults
 * that only this project's SCIM service supports. For a tenant whose admin uses the service's portal, these are the
 * keys in NOT_IN_PORTAL. Values that the tenant's own file sets or includes are kept.
 *
 * @param defaults `defaults.yaml` and the files that it includes.
 */
export function withApplicableDefaults(file: YamlFile, defaults: readonly YamlFile[]): YamlFile {
  const { target = 'companion', managedBy } = (file.data ?? {}) as { target?: unknown; managedBy?: unknown };
  const inapplicable = target !== 'companion' ? COMPANION_ONLY : managedBy === 'portal' ? NOT_IN_PORTAL : [];
  const shared = new Set(defaults.map(({ name }) => name));
  const dropped = inapplicable.filter(
    (path) => valueAt(file.data, path) !== undefined && shared.has(file.locate(path).file),
  );
  return dropped.length === 0 ? file : { ...file, data: dropped.reduce(without, file.data) };
}

export function valueAt(data: unknown, path: Path): unknown {
  return path.reduce<unknown>((value, step) => (value as Record<PropertyKey, unknown> | undefined)?.[step], data);
}

function without(data: unknown, [key = '', ...rest]: Path): unknown {
  const { [key]: value, ...others } = data as Record<PropertyKey, unknown>;
  return rest.length === 0 ? others : { ...others, [key]: without(value, rest) };
}

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

/**
 * For a tenant with an external endpoint, removes the defaults that only this project's SCIM service supports. A
 * default for the whole fleet has no effect on tenants to which it does not apply. Values that the tenant's own file
 * sets or includes are kept.
 *
 * @param defaults `defaults.yaml` and the files that it includes.
 */
export function withApplicableDefaults(file: YamlFile, defaults: readonly YamlFile[]): YamlFile {
  const { target = 'companion' } = (file.data ?? {}) as { target?: unknown };
  if (target === 'companion') return file;
  const shared = new Set(defaults.map(({ name }) => name));
  const dropped = COMPANION_ONLY.filter(
    (path) => valueAt(file.data, path) !== undefined && shared.has(file.locate(path).file),
  );
  return dropped.length === 0 ? file : { ...file, data: dropped.reduce(without, file.data) };
}

function valueAt(data: unknown, path: Path): unknown {
  return path.reduce<unknown>((value, step) => (value as Record<PropertyKey, unknown> | undefined)?.[step], data);
}

function without(data: unknown, [key = '', ...rest]: Path): unknown {
  const { [key]: value, ...others } = data as Record<PropertyKey, unknown>;
  return rest.length === 0 ? others : { ...others, [key]: without(value, rest) };
}

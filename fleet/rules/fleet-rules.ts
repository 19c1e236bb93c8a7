import { valueAt } from '../yaml/applicable-defaults';
import type { Complaint } from '../yaml/complaint';
import type { Path, YamlFile } from '../yaml/yaml-file';

/**
 * Complaints about tenants that are valid individually but not in combination.
 *
 * @param platform the file of the platform, whose console may take over an application too.
 */
export function fleetComplaints(files: readonly YamlFile[], platform: YamlFile): Complaint[] {
  return [
    ...shared(
      files.map((file) => ({ file, path: ['slug'], key: valueAt(file.data, ['slug']) })),
      (slug, owner) => `'${slug}' is already the slug of ${owner}; give this tenant its own`,
    ),
    ...shared(
      files.map((file) => ({ file, path: ['displayName'], key: applicationOf((file.data ?? {}) as Data) })),
      (_, owner) =>
        `is already the name of an application in the same directory, that of ${owner}; give one of the two another name`,
    ),
    ...TAKEN_OVER.flatMap(([what, key]) =>
      shared(
        [
          { file: platform, path: ['service', 'admin', 'application', 'import', key] },
          ...files.map((file) => ({ file, path: ['import', key] })),
        ].map(({ file, path }) => ({ file, path, key: valueAt(file.data, path) })),
        (id, owner) => `'${id}' is already taken over by ${owner}; ${what} can be taken over once`,
      ),
    ),
  ];
}

const TAKEN_OVER = [
  ['an application', 'application'],
  ['a service principal', 'servicePrincipal'],
  ['a job', 'job'],
] as const;

type Data = Readonly<Record<string, unknown>>;

/** Directory and name of a tenant's application. The result is in lower case, since Entra ignores the case of names. */
function applicationOf({ entraTenantId, displayName }: Data): string | undefined {
  return typeof entraTenantId === 'string' && typeof displayName === 'string'
    ? `${entraTenantId} ${displayName.trim()}`.toLowerCase()
    : undefined;
}

/** A file's claim to something that must not be claimed twice, such as a slug. The case of `key` does not matter. */
interface Claim {
  readonly file: YamlFile;
  readonly path: Path;

  /** What is claimed. Anything but a string is ignored: it is missing, or wrong in another way. */
  readonly key: unknown;
}

function shared(claims: readonly Claim[], complaint: (key: string, owner: string) => string): Complaint[] {
  const owners = new Map<string, string>();
  return claims.flatMap(({ file, path, key }) => {
    if (typeof key !== 'string') return [];
    const owner = owners.get(key.toLowerCase());
    owners.set(key.toLowerCase(), owner ?? file.name);
    return owner === undefined ? [] : [file.complain(path, complaint(key, owner))];
  });
}

import type { Complaint } from '../yaml/complaint';
import type { Path, YamlFile } from '../yaml/yaml-file';

/** Complaints about tenants that are valid individually but not in combination. */
export function fleetComplaints(files: readonly YamlFile[]): Complaint[] {
  return [
    ...shared(
      files,
      ['slug'],
      slugOf,
      (slug, owner) => `'${slug}' is already the slug of ${owner}; give this tenant its own`,
    ),
    ...shared(
      files,
      ['displayName'],
      applicationOf,
      (_, owner) =>
        `is already the name of an application in the same directory, that of ${owner}; give one of the two another name`,
    ),
    ...TAKEN_OVER.flatMap(([key, what]) =>
      shared(
        files,
        ['import', key],
        ({ import: takeover }) => (takeover as Data | undefined)?.[key],
        (id, owner) => `'${id}' is already taken over by ${owner}; ${what} belongs to one tenant`,
      ),
    ),
  ];
}

const TAKEN_OVER = [
  ['application', 'an application'],
  ['servicePrincipal', 'a service principal'],
  ['job', 'a job'],
] as const;

type Data = Readonly<Record<string, unknown>>;

const slugOf = ({ slug }: Data) => slug;

/** Directory and name of a tenant's application. The result is in lower case, since Entra ignores the case of names. */
function applicationOf({ entraTenantId, displayName }: Data): string | undefined {
  return typeof entraTenantId === 'string' && typeof displayName === 'string'
    ? `${entraTenantId} ${displayName.trim()}`.toLowerCase()
    : undefined;
}

function shared(
  files: readonly YamlFile[],
  path: Path,
  keyOf: (data: Data) => unknown,
  complaint: (key: string, owner: string) => string,
): Complaint[] {
  const owners = new Map<string, string>();
  return files.flatMap((file) => {
    const key = keyOf((file.data ?? {}) as Data);
    if (typeof key !== 'string') return [];
    const owner = owners.get(key.toLowerCase());
    owners.set(key.toLowerCase(), owner ?? file.name);
    return owner === undefined ? [] : [file.complain(path, complaint(key, owner))];
  });
}

import { z } from 'zod';

import type { Complaint } from '../yaml/complaint';
import type { IncludedFiles } from '../yaml/include';
import { includeSchema } from '../yaml/include';
import type { Path, YamlFile } from '../yaml/yaml-file';

import { customRoleSchema } from './roles';

/** Schema of a role catalogue: a file of roles that several tenants share. */
export const roleCatalogueSchema = z.strictObject({
  include: includeSchema,
  roles: z
    .array(customRoleSchema, 'must be a list of roles')
    .default([])
    .describe('Roles of every tenant that includes this file. Default: none.'),
});

export interface WithCatalogues {
  readonly file: YamlFile;
  readonly catalogues: readonly YamlFile[];
  readonly complaints: readonly Complaint[];
}

/** Merges role catalogues into the tenant's file that includes them. The tenant's own roles come last. */
export function withCatalogues(file: YamlFile, included: IncludedFiles): WithCatalogues {
  const { files, complaints } = included.of(file, ['roles', 'include']);
  const catalogues = [...new Set(files)];
  const foreign = catalogues.flatMap((catalogue) => {
    const { roles } = (catalogue.data ?? {}) as { roles?: unknown };
    return Array.isArray(roles) ? roles.map((role: unknown, index) => ({ role, catalogue, index })) : [];
  });
  return { file: foreign.length === 0 ? file : withRoles(file, foreign), catalogues, complaints };
}

interface ForeignRole {
  readonly role: unknown;
  readonly catalogue: YamlFile;
  readonly index: number;
}

function withRoles(file: YamlFile, foreign: readonly ForeignRole[]): YamlFile {
  const data = file.data as { readonly roles: { readonly custom?: unknown } };
  const { custom = [] } = data.roles;
  if (!Array.isArray(custom)) return file; // the schema complains

  /**
   * Finds the file that a value comes from, and the value's path in that file. The file is a catalogue or the tenant's
   * own file.
   */
  const source = (path: Path): { in: YamlFile; path: Path } => {
    const [roles, key, index, ...rest] = path;
    if (roles !== 'roles' || key !== 'custom' || typeof index !== 'number') return { in: file, path };
    const role = foreign[index];
    return role
      ? { in: role.catalogue, path: ['roles', role.index, ...rest] }
      : { in: file, path: ['roles', 'custom', index - foreign.length, ...rest] };
  };
  const told = (from: YamlFile, complaint: Complaint): Complaint =>
    from === file ? complaint : { ...complaint, takenOverBy: [file.name] };
  return {
    ...file,
    data: { ...data, roles: { ...data.roles, custom: [...foreign.map(({ role }) => role), ...(custom as unknown[])] } },
    locate(path) {
      const found = source(path);
      return found.in.locate(found.path);
    },
    complain(path, message) {
      const found = source(path);
      return told(found.in, found.in.complain(found.path, message));
    },
    complainAboutKey(path, message) {
      const found = source(path);
      return told(found.in, found.in.complainAboutKey(found.path, message));
    },
  };
}

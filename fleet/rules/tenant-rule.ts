import type { TenantFile } from '../model/tenant';
import type { Complaint } from '../yaml/complaint';
import type { YamlFile } from '../yaml/yaml-file';

/**
 * A rule that involves several values of a tenant's file. It runs only if each value that it reads is valid on its own.
 */
export interface Rule {
  readonly reads: readonly (keyof TenantFile | `${keyof TenantFile}.${string}`)[];
  readonly check: (file: YamlFile, tenant: TenantFile, root: string) => Complaint[];
}

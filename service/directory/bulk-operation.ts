import type { BulkOperation } from '../scim/bulk';
import { readEntityTags } from '../scim/entity-tag';
import { ScimError } from '../scim/error';
import type { Resource } from '../scim/resource';
import type { ResourceType } from '../scim/resource-type';
import { sent } from '../scim/sent-value';

import type { ResourceDirectory } from './resource-directory';

/** A resource type with the directory that handles its bulk operations. */
export interface BulkTarget {
  readonly type: ResourceType;
  readonly directory: ResourceDirectory;
}

/** The outcome of an operation: a resource, nothing after a deletion, or an error. */
export interface BulkOutcome {
  readonly operation: BulkOperation;

  /**
   * Type of the resource. Absent, like `id`, when there is no resource. This is the case when a POST failed or the path
   * is unknown.
   */
  readonly type?: ResourceType;

  /**
   * Id of the resource, taken from the operation. The resource may have been deleted by now, or may never have existed.
   */
  readonly id?: string;
  readonly resource?: Resource;
  readonly error?: ScimError;
}

const NOTHING_RELATED = { related: false };

/**
 * Carries out one operation of a bulk request. References to other operations must already have been replaced with ids.
 *
 * @throws {ScimError} 404 or 405 when the path of the operation is unknown. Also passes on errors of the directory.
 */
export async function carryOut(
  operation: BulkOperation,
  targets: readonly BulkTarget[],
): Promise<Omit<BulkOutcome, 'operation'>> {
  const { method, path, version, data } = operation;
  const { target, id } = addressOf(path, targets);
  if (!target) throw new ScimError(404, `there is nothing at ${sent(path)}; the endpoints are /Users and /Groups`);
  const { type, directory } = target;
  const options = { ...NOTHING_RELATED, ifMatch: readEntityTags(version) };

  if (method === 'POST' && id === '') {
    const resource = await directory.create(data, NOTHING_RELATED);
    return { type, id: resource.id, resource };
  }
  if (method === 'POST' || id === '') throw new ScimError(405, `${method} does not apply to ${sent(path)}`);
  switch (method) {
    case 'PUT':
      return { type, id, resource: await directory.replace(id, data, options) };
    case 'PATCH':
      return { type, id, resource: await directory.patch(id, data, options) };
    case 'DELETE':
      await directory.remove(id, options);
      return { type, id };
  }
}

/**
 * The type and id of the resource whose operation failed. Empty for a failed creation, because its outcome has no
 * location (RFC 7644 §3.7).
 */
export function failedAt(
  { method, path }: BulkOperation,
  targets: readonly BulkTarget[],
): Pick<BulkOutcome, 'id' | 'type'> {
  const { target, id } = addressOf(path, targets);
  return !target || id === '' || method === 'POST' ? {} : { type: target.type, id };
}

function addressOf(path: string, targets: readonly BulkTarget[]): { target: BulkTarget | undefined; id: string } {
  const target = targets.find(({ type: { endpoint } }) => path === endpoint || path.startsWith(`${endpoint}/`));
  return { target, id: target ? path.slice(target.type.endpoint.length + 1) : '' };
}

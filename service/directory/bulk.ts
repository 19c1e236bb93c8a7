import { type BulkOperation, type BulkRequest, referencesOf, withIds } from '../scim/bulk';
import { readEntityTags } from '../scim/entity-tag';
import { ScimError } from '../scim/error';
import type { Resource } from '../scim/resource';
import type { ResourceType } from '../scim/resource-type';

import type { ResourceDirectory } from './resource-directory';

/** Where bulk operations of one resource type go. */
export interface BulkTarget {
  readonly type: ResourceType;
  readonly directory: ResourceDirectory;
}

/** What became of an operation: a resource, nothing (it was deleted), or an error. */
export interface BulkOutcome {
  readonly operation: BulkOperation;

  /** Type of the resource. Absent, as its id is, when there is none: a POST failed, or the path leads nowhere. */
  readonly type?: ResourceType;

  /** Id of the resource as the operation names it, also when it is gone now or never was. */
  readonly id?: string;
  readonly resource?: Resource;
  readonly error?: ScimError;
}

const NOTHING_RELATED = { related: false };

/**
 * Carries out the operations of a bulk request one after the other, each in a transaction of its own. One that refers to
 * a later one waits for it.
 *
 * @param explain turns what an operation throws into an error for its client.
 * @returns the outcomes, in the order in which the operations were sent. After `failOnErrors` errors the rest is
 *   neither carried out nor among them.
 */
export async function runBulk(
  { operations, failOnErrors = Infinity }: BulkRequest,
  targets: readonly BulkTarget[],
  explain: (error: unknown) => ScimError,
): Promise<BulkOutcome[]> {
  const ids = new Map<string, string>();
  const outcomes = new Map<BulkOperation, BulkOutcome>();
  const created = new Set(operations.flatMap(({ method, bulkId }) => (method === 'POST' ? (bulkId ?? []) : [])));
  let waiting = [...operations];
  let errors = 0;

  while (waiting.length > 0 && errors < failOnErrors) {
    const blocked: BulkOperation[] = [];
    for (const operation of waiting) {
      if (errors >= failOnErrors) break;
      if (awaitedBy(operation).length > 0) {
        blocked.push(operation);
        continue;
      }
      const outcome = await run(operation);
      outcomes.set(operation, outcome);
      if (outcome.error) errors++;
      else if (operation.bulkId !== undefined && outcome.id !== undefined) ids.set(operation.bulkId, outcome.id);
    }
    if (blocked.length === waiting.length) {
      const unresolvable = blocked.map((operation) => failed(operation, unresolved(awaitedBy(operation))));
      for (const outcome of unresolvable) outcomes.set(outcome.operation, outcome);
      break;
    }
    waiting = blocked;
  }
  return operations.flatMap((operation) => outcomes.get(operation) ?? []);

  /** What an operation refers to that is still to come. What failed or never was does not come. */
  function awaitedBy(operation: BulkOperation): string[] {
    return [...referencesOf(operation)].filter((bulkId) => {
      const isDone = [...outcomes.keys()].some((other) => other.method === 'POST' && other.bulkId === bulkId);
      return created.has(bulkId) && !isDone;
    });
  }

  async function run(operation: BulkOperation): Promise<BulkOutcome> {
    try {
      const missing = [...referencesOf(operation)].find((bulkId) => !ids.has(bulkId));
      if (missing !== undefined) {
        throw ScimError.badRequest('invalidValue', `bulkId:${missing} refers to nothing that this request created`);
      }
      return { operation, ...(await carryOut(operation, withIds({ ...operation }, ids))) };
    } catch (error) {
      return failed(operation, explain(error));
    }
  }

  /** A failure tells where its resource would be, unless it was to be created (RFC 7644 §3.7). */
  function failed(operation: BulkOperation, error: ScimError): BulkOutcome {
    const { target, id } = addressOf(withIds(operation.path, ids));
    if (!target || id === '' || operation.method === 'POST') return { operation, error };
    return { operation, type: target.type, id, error };
  }

  function addressOf(path: string): { target: BulkTarget | undefined; id: string } {
    const target = targets.find(({ type: { endpoint } }) => path === endpoint || path.startsWith(`${endpoint}/`));
    return { target, id: target ? path.slice(target.type.endpoint.length + 1) : '' };
  }

  async function carryOut(
    original: BulkOperation,
    { method, path, version, data }: BulkOperation,
  ): Promise<Omit<BulkOutcome, 'operation'>> {
    const { target, id } = addressOf(path);
    if (!target) throw new ScimError(404, `there is nothing at ${original.path}; the endpoints are /Users and /Groups`);
    const { type, directory } = target;
    const ifMatch = readEntityTags(version);
    const options = { ...NOTHING_RELATED, ...(ifMatch === undefined ? {} : { ifMatch }) };

    if (method === 'POST' && id === '') {
      const resource = await directory.create(data, NOTHING_RELATED);
      return { type, id: resource.id, resource };
    }
    if (method === 'POST' || id === '') throw new ScimError(405, `${method} does not apply to ${original.path}`);
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
}

/** Two operations that wait for each other can be carried out in no order. */
function unresolved(awaited: readonly string[]): ScimError {
  const references = awaited.map((bulkId) => `bulkId:${bulkId}`).join(', ');
  return new ScimError(409, `the operation refers to ${references}, which refers back to it; split it in two`);
}

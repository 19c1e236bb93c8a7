import { BULK_OPERATIONS_MAX } from './discovery';
import { ScimError } from './error';
import { isObject, type JsonObject } from './json';
import { membersOf } from './message';
import type { Profile } from './profile';
import { BULK_REQUEST, requireSchemas } from './required-schemas';
import { sent } from './sent-value';

const BULK_RESPONSE = 'urn:ietf:params:scim:api:messages:2.0:BulkResponse';

/** The methods that operations of a bulk request may use (RFC 7644 §3.7). */
export type BulkMethod = 'DELETE' | 'PATCH' | 'POST' | 'PUT';

/** One operation of a bulk request. */
export interface BulkOperation {
  readonly method: BulkMethod;

  /** A name that the client gives to the resource that a POST creates, so that other operations can refer to it. */
  readonly bulkId: string | undefined;

  /**
   * For a POST, the path of the endpoint, such as `/Users`. Otherwise, the path of the resource, such as `/Users/{id}`.
   */
  readonly path: string;

  /** Entity tag that the resource must have before the operation. */
  readonly version: string | undefined;
  readonly data: unknown;
}

export interface BulkRequest {
  /** Number of failed operations after which the remaining operations are skipped. If undefined, there is no limit. */
  readonly failOnErrors: number | undefined;
  readonly operations: readonly BulkOperation[];
}

const MEMBERS = ['method', 'bulkId', 'path', 'version', 'data'] as const;

const METHODS: readonly string[] = ['DELETE', 'PATCH', 'POST', 'PUT'] satisfies BulkMethod[];

/** @throws {ScimError} 400 when the request is malformed, 413 when it has too many operations. */
export function readBulk(body: unknown, profile: Profile): BulkRequest {
  if (isObject(body)) requireSchemas(body, profile, BULK_REQUEST);
  const { operations, failOnErrors } = isObject(body) ? membersOf(body, ['operations', 'failOnErrors']) : {};
  if (!Array.isArray(operations)) {
    throw ScimError.badRequest('invalidSyntax', 'a bulk request must be an object with a list of Operations');
  }
  if (operations.length > BULK_OPERATIONS_MAX) {
    const detail = `a bulk request may have up to ${BULK_OPERATIONS_MAX} operations; got ${operations.length}`;
    throw new ScimError(413, detail, 'tooMany');
  }
  if (failOnErrors !== undefined && !(Number.isInteger(failOnErrors) && Number(failOnErrors) >= 1)) {
    throw ScimError.badRequest('invalidValue', 'failOnErrors must be a whole number from 1');
  }
  const read = operations.map(readOperation);
  requireDistinct(read);
  return { failOnErrors: failOnErrors as number | undefined, operations: read };
}

/** Requires that no two operations have the same bulkId, because references would then be ambiguous. */
function requireDistinct(operations: readonly BulkOperation[]): void {
  const names = operations.map(({ method, bulkId }) => (method === 'POST' ? bulkId : undefined));
  const repeated = names.findIndex((name, index) => name !== undefined && names.indexOf(name) < index);
  if (repeated < 0) return;
  const detail = `Operations[${repeated}] has the bulkId '${sent(names[repeated] ?? '')}', which another operation also has`;
  throw ScimError.badRequest('invalidSyntax', detail);
}

function readOperation(operation: unknown, index: number): BulkOperation {
  const { method, bulkId, path, version, data } = isObject(operation) ? membersOf(operation, MEMBERS) : {};
  const name = typeof method === 'string' ? method.toUpperCase() : '';
  const complain = (what: string) => ScimError.badRequest('invalidSyntax', `Operations[${index}] ${what}`);
  if (!METHODS.includes(name)) {
    throw complain(`must have the method POST, PUT, PATCH or DELETE; got ${sent(JSON.stringify(method ?? null))}`);
  }
  if (typeof path !== 'string') throw complain('must have a path');
  // A malformed condition must be refused, because ignoring it would make the change unconditional.
  if (typeof (version ?? '') !== 'string') {
    throw complain(`must have an entity tag such as W/"1" as its version; got ${sent(JSON.stringify(version))}`);
  }
  if (name === 'POST' && (typeof bulkId !== 'string' || bulkId === '')) throw complain('is a POST and needs a bulkId');
  return {
    method: name as BulkMethod,
    bulkId: typeof bulkId === 'string' ? bulkId : undefined,
    path,
    version: typeof version === 'string' ? version : undefined,
    data,
  };
}

/** The answer to a bulk request (RFC 7644 §3.7.3). */
export function renderBulk(operations: readonly JsonObject[]): JsonObject {
  return { schemas: [BULK_RESPONSE], Operations: operations };
}

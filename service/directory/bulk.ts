import type { BulkOperation, BulkRequest } from '../scim/bulk';
import { referencesOf, splitByReferences, withIds } from '../scim/bulk-reference';
import { ScimError } from '../scim/error';
import type { JsonObject } from '../scim/json';
import { PATCH_OP } from '../scim/required-schemas';
import { sent } from '../scim/sent-value';

import { type Budget, ClientGone, DeadlineOver } from './budget';
import { type BulkOutcome, type BulkTarget, carryOut, failedAt } from './bulk-operation';

/**
 * Carries out the operations of a bulk request one after the other, each in a separate transaction. If an operation
 * refers to a resource that a later operation creates, that resource is created first. The referring operation itself
 * stays in its place, so operations on the same resource keep their order.
 *
 * When resources refer to each other, one of them is created without its reference. The reference is added as soon as
 * the other resources exist (RFC 7644 §3.7.1).
 *
 * @param budget time for all operations together. When the time is up, each remaining operation fails. When the client
 * disconnects, no further operation begins.
 * @param explain converts an error of an operation into an error for the client.
 * @returns the outcomes, in the order in which the client sent the operations. After `failOnErrors` errors, the
 * remaining operations are not carried out and have no outcome.
 * @throws {ClientGone} when the client no longer waits for the outcomes.
 */
export async function runBulk(
  { operations, failOnErrors = Infinity }: BulkRequest,
  targets: readonly BulkTarget[],
  budget: Budget,
  explain: (error: unknown) => ScimError,
): Promise<BulkOutcome[]> {
  const creations = new Map(
    operations.flatMap((operation) =>
      operation.method === 'POST' && operation.bulkId !== undefined ? [[operation.bulkId, operation]] : [],
    ),
  );
  const ids = new Map<string, string>();
  const started = new Set<BulkOperation>();
  const outcomes = new Map<BulkOperation, BulkOutcome>();
  const incomplete = new Map<BulkOperation, JsonObject>();
  let errors = 0;
  let late: ScimError | undefined;

  for (const operation of operations) await settle(operation);
  // A reference that is still missing points to an operation that was not carried out. Report it as an error.
  for (const [operation, value] of incomplete) await complete(operation, value);
  return operations.flatMap((operation) => outcomes.get(operation) ?? []);

  async function settle(operation: BulkOperation): Promise<void> {
    if (started.has(operation)) return;
    started.add(operation);
    const references = [...referencesOf(operation)];
    for (const bulkId of references) {
      const creation = creations.get(bulkId);
      if (creation) await settle(creation);
    }
    if (errors >= failOnErrors) return;

    const { others, referring } = splitByReferences(operation.data, references.filter(isUnderWay));
    if (Object.keys(referring).length > 0) incomplete.set(operation, referring);
    const outcome = await run({ ...operation, data: others });
    note(operation, outcome);
    if (outcome.error) incomplete.delete(operation);
    else if (operation.bulkId !== undefined && outcome.id !== undefined) ids.set(operation.bulkId, outcome.id);
    await completeOthers();
  }

  /**
   * Whether a resource will be created by this request but has no outcome yet. This happens when resources refer to
   * each other in a circle.
   */
  function isUnderWay(bulkId: string): boolean {
    const creation = creations.get(bulkId);
    return creation !== undefined && !outcomes.has(creation);
  }

  /**
   * Adds the missing references of resources, as soon as each referenced resource exists or its creation has failed.
   */
  async function completeOthers(): Promise<void> {
    for (const [operation, value] of incomplete) {
      if (![...referencesOf({ path: '', data: value })].some(isUnderWay)) await complete(operation, value);
    }
  }

  async function complete(operation: BulkOperation, value: JsonObject): Promise<void> {
    incomplete.delete(operation);
    const { type, id } = outcomes.get(operation) ?? {};
    if (!type || id === undefined) return;
    const [path, data] = [`${type.endpoint}/${id}`, { schemas: [PATCH_OP], Operations: [{ op: 'add', value }] }];
    const outcome = await run({ method: 'PATCH', bulkId: undefined, path, version: undefined, data });
    note(operation, outcome.error ? { type, id, error: onlyCreated(value, outcome.error) } : outcome);
  }

  async function run(operation: BulkOperation): Promise<Omit<BulkOutcome, 'operation'>> {
    const resolved = withIds(operation, ids);
    try {
      const missing = [...referencesOf(operation)].find((bulkId) => !ids.has(bulkId));
      if (missing !== undefined) {
        throw ScimError.badRequest(
          'invalidValue',
          `bulkId:${sent(missing)} refers to nothing that this request created`,
        );
      }
      budget.requireLeft();
      return await carryOut(resolved, targets);
    } catch (error) {
      if (error instanceof ClientGone) throw error;
      // The deadline applies to the whole request, so all operations that it stops report the same error.
      const told = error instanceof DeadlineOver ? (late ??= explain(error)) : explain(error);
      return { ...failedAt(resolved, targets), error: told };
    }
  }

  function note(operation: BulkOperation, outcome: Omit<BulkOutcome, 'operation'>): void {
    if (outcome.error) errors++;
    outcomes.set(operation, { operation, ...outcome });
  }
}

/** The error for a resource that was created without some of its references. */
function onlyCreated(missing: JsonObject, failure: ScimError): ScimError {
  return failure.after(`created, but without ${sent(Object.keys(missing).join(', '))}: `);
}

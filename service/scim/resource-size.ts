import { ScimError } from './error';
import type { Attributes } from './resource';

/**
 * Maximum size of a resource as JSON, in bytes, without its members or groups. It is a hundred times the size of a user
 * that Entra sends.
 */
export const RESOURCE_BYTES_MAX = 256 * 1024;

/**
 * Refuses a change that makes a resource too large. If the resource was already too large, only the attributes written
 * by the change are counted, because otherwise the existing content would block every change.
 *
 * @param changed names of the attributes that differ between the two states.
 * @throws {ScimError} 400 `invalidValue` that names the largest written attribute.
 */
export function requireSmall(before: Attributes, after: Attributes, changed: readonly string[]): void {
  if (changed.length === 0 || mostBytesOf(after) <= RESOURCE_BYTES_MAX || bytesOf(after) <= RESOURCE_BYTES_MAX) return;
  const written = Object.fromEntries(changed.map((name) => [name, after[name]]));
  const wasLarger = bytesOf(before) > RESOURCE_BYTES_MAX;
  const counted = bytesOf(wasLarger ? written : after);
  if (counted <= RESOURCE_BYTES_MAX) return;

  const [name = '', bytes = 0] = largestOf(written);
  const what = wasLarger ? 'a change of this resource may write' : 'the resource may have';
  throw ScimError.badRequest(
    'invalidValue',
    `${what} at most ${RESOURCE_BYTES_MAX} bytes as JSON; got ${counted}, of which ${bytes} are ${name}`,
  );
}

function largestOf(attributes: Attributes): readonly [name: string, bytes: number] | [] {
  const sizes = Object.entries(attributes).map(([name, value]) => [name, bytesOf(value)] as const);
  return sizes.sort(([, one], [, other]) => other - one)[0] ?? [];
}

function bytesOf(value: unknown): number {
  return value === undefined ? 0 : Buffer.byteLength(JSON.stringify(value));
}

/**
 * An upper bound on the size of a value as JSON, in bytes: its size if every character had to be escaped. Computing the
 * bound takes a tenth of the time needed to write the value as JSON.
 */
function mostBytesOf(value: unknown): number {
  if (typeof value === 'string') return 6 * value.length + 2;
  if (typeof value !== 'object' || value === null) return 32;
  let bytes = 2;
  for (const [name, part] of Object.entries(value)) bytes += 6 * name.length + 4 + mostBytesOf(part);
  return bytes;
}

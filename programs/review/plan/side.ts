import type { Disclosure } from '../masking/disclosure';
import { partAt, type PlannedValue, reveal } from '../masking/reveal';

import { isNothing } from './same';
import { isObject, type Json, type JsonObject, textOf } from './terraform-plan';

/**
 * The readable part of a resource, either before or after a change.
 *
 * Only attributes on the allow-list of the resource's type can be read, and the results are masked. So a secret stays
 * hidden even if the provider did not mark it, or if the author of an explanation forgot to hide it.
 */
export class Side {
  readonly #type: string;
  readonly #planned: PlannedValue;
  readonly #disclosure: Disclosure;

  /**
   * @param sensitive Terraform's tree of the parts that must not be shown.
   * @param unknown Terraform's tree of the parts that are not known yet.
   */
  constructor(
    type: string,
    { value, sensitive, unknown }: { value?: Json; sensitive?: Json; unknown?: Json },
    disclosure: Disclosure,
  ) {
    this.#type = type;
    this.#planned = { value, mask: disclosure.maskOf(type, value, sensitive), unknown };
    this.#disclosure = disclosure;
  }

  /**
   * Whether the resource exists on this side of the change. A new resource does not exist before the change, and a
   * destroyed resource does not exist after it.
   */
  get exists(): boolean {
    return isObject(this.#planned.value);
  }

  /** The value at a path such as `template.min_replicas`. Null if there is no value. */
  value(path: string): Json {
    return this.values(path)[0] ?? null;
  }

  /** The string at a path. Undefined if the value is not a string, is empty, or is not known yet. */
  text(path: string): string | undefined {
    const [part] = this.#at(path);
    if (typeof part?.value !== 'string' || part.value === '' || part.unknown === true) return undefined;
    return textOf(reveal(part, this.#disclosure.show));
  }

  /** All values at a path. If the path leads through lists, the result contains the values from every block. */
  values(path: string): Json[] {
    return this.#at(path).flatMap((part) => {
      const value = reveal(part, this.#disclosure.show);
      return Array.isArray(value) ? (value as Json[]) : value === null ? [] : [value];
    });
  }

  /** Length of the list at a path. Undefined if the value is not a list or is not known yet. */
  count(path: string): number | undefined {
    const [part] = this.#at(path);
    return Array.isArray(part?.value) && part.unknown !== true ? part.value.length : undefined;
  }

  /** The blocks or objects at a path. */
  records(path: string): JsonObject[] {
    return this.values(path).filter(isObject);
  }

  /** Whether a value at the path is unknown until Terraform applies the plan. */
  isUnknown(path: string): boolean {
    return this.#at(path).some(({ unknown }) => unknown === true);
  }

  /** The unmasked values at a path. Only for comparisons, never for output. */
  raw(path: string): Json[] {
    return this.#at(path).flatMap(({ value }) => (value === undefined || isNothing(value) ? [] : [value]));
  }

  #at(path: string): PlannedValue[] {
    if (!this.#disclosure.allowed(this.#type)?.readable.has(path))
      throw new Error(`'${path}' is not on the allow-list of ${this.#type}`);
    if (!path.includes('.')) return [partAt(this.#planned, path)];
    let parts = [this.#planned];
    for (const step of path.split('.')) {
      const next: PlannedValue[] = [];
      for (const part of parts) into(part, step, next);
      parts = next;
    }
    return parts;
  }
}

/** Adds one part of a value to `found`: the part at `step`. If the value is a list, adds that part of each block. */
function into(part: PlannedValue, step: string, found: PlannedValue[]): void {
  if (part.unknown === true || part.mask === true) found.push(part);
  else if (!Array.isArray(part.value)) found.push(partAt(part, step));
  else for (let index = 0; index < part.value.length; index++) into(partAt(part, index), step, found);
}

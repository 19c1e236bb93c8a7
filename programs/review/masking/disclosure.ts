import type { Json, TerraformPlan } from '../plan/terraform-plan';

import type { Allowed, AllowList } from './allow-list';
import { type Mask, maskOf } from './mask';
import { Scrubber } from './scrubber';
import { secretsOf } from './secrets';

/** Decides which parts of one plan may be read, and which of the readable parts may be shown. */
export class Disclosure {
  readonly #allowList: AllowList;
  readonly #scrubber: Scrubber;

  constructor(document: TerraformPlan, allowList: AllowList) {
    this.#allowList = allowList;
    this.#scrubber = new Scrubber(secretsOf(document, allowList));
  }

  /**
   * The attributes of a resource type that may be read. Undefined for an unknown type, from which nothing may be read.
   */
  allowed(type: string): Allowed | undefined {
    return this.#allowList.get(type);
  }

  /** Mask of the parts of a resource's values that must not be shown. */
  maskOf(type: string, values: Json | undefined, mask: Mask): Mask {
    return maskOf(this.#allowList.get(type)?.masks, values, mask);
  }

  /** Removes all secrets from a string of the plan. */
  readonly scrub = (text: string): string => this.#scrubber.scrub(text);

  /** Removes all secrets and invisible characters from a string of the plan, so that it can be printed. */
  readonly show = (text: string): string => this.#scrubber.show(text);
}

import type { Json, TerraformPlan } from '../plan/terraform-plan';

import type { Allowed, AllowList } from './allow-list';
import { type Mask, maskOf } from './mask';
import { Scrubber } from './scrubber';
import { secretsOf } from './secrets';

/** Decides which parts of one plan may be read, and which of those may be shown. */
export class Disclosure {
  readonly #allowList: AllowList;
  readonly #scrubber: Scrubber;

  constructor(document: TerraformPlan, allowList: AllowList) {
    this.#allowList = allowList;
    this.#scrubber = new Scrubber(secretsOf(document, allowList));
  }

  /** The attributes that may be read of a type. Undefined for an unknown type, of which nothing may be read. */
  allowed(type: string): Allowed | undefined {
    return this.#allowList.get(type);
  }

  /** The parts of a resource's values that must not be shown. */
  maskOf(type: string, values: Json | undefined, mask: Mask): Mask {
    return maskOf(this.#allowList.get(type)?.masks, values, mask);
  }

  /** Returns text from the plan with all secrets removed. */
  readonly scrub = (text: string): string => this.#scrubber.scrub(text);

  /** Returns text from the plan as it may be printed. */
  readonly show = (text: string): string => this.#scrubber.show(text);
}

import type { Json, TerraformPlan } from '../plan/terraform-plan';

import type { Allowed, AllowList } from './allow-list';
import { type Mask, maskOf } from './mask';
import { Scrubber } from './scrubber';
import { secretsOf } from './secrets';

/** Decides what of one plan may be read, and what of that may be shown. */
export class Disclosure {
  readonly #allowList: AllowList;
  readonly #scrubber: Scrubber;

  constructor(document: TerraformPlan, allowList: AllowList) {
    this.#allowList = allowList;
    this.#scrubber = new Scrubber(secretsOf(document, allowList));
  }

  /** What may be read of a type. Undefined for an unknown one, of which nothing may. */
  allowed(type: string): Allowed | undefined {
    return this.#allowList.get(type);
  }

  /** What of a resource's values must not be shown. */
  maskOf(type: string, values: Json | undefined, mask: Mask): Mask {
    return maskOf(this.#allowList.get(type)?.masks, values, mask);
  }

  /** A text of the plan without any secret. */
  readonly scrub = (text: string): string => this.#scrubber.scrub(text);

  /** A text of the plan as it may be printed. */
  readonly show = (text: string): string => this.#scrubber.show(text);
}

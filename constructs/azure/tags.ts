import { type IAspect, TerraformResource } from 'cdktf';
import type { IConstruct } from 'constructs';

/**
 * Adds tags to every resource in a scope, if the resource's type supports tags: `Aspects.of(scope).add(new Tags(…))`.
 */
export class Tags implements IAspect {
  readonly #tags: Readonly<Record<string, string>>;

  constructor(tags: Readonly<Record<string, string>>) {
    this.#tags = tags;
  }

  visit(node: IConstruct): void {
    if (node instanceof TerraformResource && 'tagsInput' in node) Object.assign(node, { tags: this.#tags });
  }
}

import type { TerraformJson } from './synth';

/** The dependencies that Terraform finds in synthesized JSON: references and `depends_on`. */
export class DependencyGraph {
  readonly #edges: ReadonlyMap<string, readonly string[]>;

  constructor(json: TerraformJson) {
    const blocks = [...addressed('', json.resource), ...addressed('data.', json.data)];
    const known = new Set(blocks.map(([address]) => address));
    this.#edges = new Map(
      blocks.map(([address, block]) => {
        const text = JSON.stringify(block);
        const found = [...text.matchAll(/(?:data\.)?[a-z]+_[a-z0-9_]+\.[A-Za-z0-9_-]+/g)].map(([match]) => match);
        return [address, [...new Set(found)].filter((match) => known.has(match) && match !== address)];
      }),
    );
  }

  /** Addresses of all resources and data sources of a type. */
  ofType(type: string): string[] {
    return [...this.#edges.keys()].filter((address) => address.replace(/^data\./, '').startsWith(`${type}.`));
  }

  /** Everything that a resource depends on, directly or indirectly. Throws if it depends on itself. */
  before(address: string): ReadonlySet<string> {
    const seen = new Set<string>();
    const visit = (current: string) => {
      for (const next of this.#edges.get(current) ?? []) {
        if (next === address) throw new Error(`${address} stands before itself`);
        if (seen.has(next)) continue;
        seen.add(next);
        visit(next);
      }
    };
    visit(address);
    return seen;
  }

  /** The types of everything that the only resource of a type depends on. */
  typesBefore(type: string): ReadonlySet<string> {
    const [address, ...more] = this.ofType(type);
    if (address === undefined || more.length > 0) throw new Error(`expected one ${type}, found ${more.length + 1}`);
    return new Set([...this.before(address)].map((found) => found.replace(/^data\./, '').split('.', 1)[0] ?? ''));
  }

  get addresses(): string[] {
    return [...this.#edges.keys()];
  }
}

function addressed(prefix: string, blocks: TerraformJson['resource']): [string, unknown][] {
  return Object.entries(blocks ?? {}).flatMap(([type, named]) =>
    Object.entries(named).map(([name, block]): [string, unknown] => [`${prefix}${type}.${name}`, block]),
  );
}

import { createRequire } from 'node:module';

import { type App, type TerraformMetaArguments, TerraformResource, TerraformStack } from 'cdktf';
import type { Construct } from 'constructs';

/** A synthesized stack. The bench recreates it without the project's constructs. */
export interface Blueprint {
  readonly name: string;
  readonly provider?: Readonly<Record<string, readonly Block[]>>;
  readonly resource?: Blocks;
  readonly data?: Blocks;
}

type Block = Readonly<Record<string, unknown>>;
type Blocks = Readonly<Record<string, Readonly<Record<string, Block>>>>;
type Class = new (scope: Construct, id: string, config: object) => { overrideLogicalId?: (id: string) => void };

const require = createRequire(__filename);
const classes = new Map<string, Class>();

/**
 * Defines the resources of blueprints with the provider's own classes, as in a project in which every resource is
 * written by hand.
 */
export function defineBare(app: App, blueprints: readonly Blueprint[]): void {
  for (const { name, provider = {}, resource = {}, data = {} } of blueprints) {
    const stack = new TerraformStack(app, name);
    for (const [type, [config = {}]] of Object.entries(provider)) {
      new (classOf(type, 'provider', `${pascal(type)}Provider`))(stack, type, camel(config) as object);
    }
    define(stack, resource, (type) => kebab(type));
    define(stack, data, (type) => `data-${type.replaceAll('_', '-')}`);
  }
}

function define(stack: TerraformStack, blocks: Blocks, fileOf: (type: string) => string): void {
  for (const [type, named] of Object.entries(blocks)) {
    const file = fileOf(type);
    for (const [name, block] of Object.entries(named)) {
      const { depends_on: dependsOn, for_each: _, provisioner: __, ...config } = block;
      const construct = new (resourceClass(type, file))(stack, `${file}.${name}`, {
        ...(camel(config) as object),
        ...(dependsOn === undefined ? {} : { dependsOn: (dependsOn as string[]).map((fqn) => ({ fqn })) }),
      });
      construct.overrideLogicalId?.(name);
    }
  }
}

/**
 * Returns the provider's class for a resource type. For Terraform's own types, returns a class that writes attributes
 * unchanged.
 */
function resourceClass(type: string, file: string): Class {
  if (!type.startsWith('terraform_')) return classOf(type.split('_')[0] ?? '', file, pascal(file.replaceAll('-', '_')));
  return class extends TerraformResource {
    readonly #attributes: Record<string, unknown>;

    constructor(scope: Construct, id: string, { lifecycle, dependsOn, ...attributes }: TerraformMetaArguments) {
      super(scope, id, { terraformResourceType: type, lifecycle, dependsOn });
      this.#attributes = attributes;
    }

    protected override synthesizeAttributes(): Record<string, unknown> {
      return this.#attributes;
    }
  };
}

function classOf(provider: string, file: string, name: string): Class {
  const path = `@cdktf/provider-${provider}/lib/${file}`;
  const found = classes.get(path) ?? (require(path) as Record<string, Class>)[name];
  if (!found) throw new Error(`${path} has no class ${name}`);
  classes.set(path, found);
  return found;
}

/** Converts `azuread_app_role_assignment` to `app-role-assignment`. */
function kebab(type: string): string {
  return type.split('_').slice(1).join('-');
}

function pascal(name: string): string {
  return name.replace(/(^|_)([a-z0-9])/g, (_, __, letter: string) => letter.toUpperCase());
}

/** Converts the keys of a block to camel case, which the provider's classes expect. */
function camel(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(camel);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => key !== '//')
      .map(([key, inner]) => [key.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase()), camel(inner)]),
  );
}

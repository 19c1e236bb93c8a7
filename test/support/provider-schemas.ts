import type { Block, TerraformJson } from './synth';
import schemas from './terraform-schemas.json';

/** A Terraform type as providers print it: `"string"`, `["list", "string"]`, `["object", { … }]`. */
type AttributeType = string | readonly [string, unknown];

interface AttributeSchema {
  readonly type?: AttributeType;
  readonly required?: boolean;
  readonly optional?: boolean;
  readonly computed?: boolean;
}

interface BlockSchema {
  readonly attributes?: Readonly<Record<string, AttributeSchema>>;
  readonly block_types?: Readonly<Record<string, NestedBlockSchema>>;
}

interface NestedBlockSchema {
  readonly nesting_mode: string;
  readonly block: BlockSchema;
  readonly min_items?: number;
  readonly max_items?: number;
}

interface ProviderSchema {
  readonly provider: unknown;
  readonly resources: Readonly<Record<string, unknown>>;
  readonly data_sources: Readonly<Record<string, unknown>>;
}

/** Arguments that Terraform itself understands on every block. */
const META_ARGUMENTS = ['//', 'count', 'depends_on', 'for_each', 'lifecycle', 'provider', 'provisioner'];

/** Types whose provider prints no schema file here: `hashicorp/time` 0.13 and Terraform itself. */
const SMALL_SCHEMAS: Readonly<Record<string, BlockSchema>> = {
  terraform_data: {
    attributes: {
      input: { type: 'dynamic', optional: true },
      triggers_replace: { type: 'dynamic', optional: true },
    },
  },
  time_sleep: {
    attributes: {
      create_duration: { type: 'string', optional: true },
      destroy_duration: { type: 'string', optional: true },
      triggers: { type: ['map', 'string'], optional: true },
    },
  },
};

const PROVIDERS = Object.values(schemas as unknown as Record<string, ProviderSchema>);

/**
 * What the providers would refuse in synthesized JSON: a type, block or attribute they do not know, a value of another
 * type, a required one that is missing, one that only the provider sets. Empty when all is well.
 */
export function schemaComplaints(json: TerraformJson): string[] {
  return (['resource', 'data'] as const).flatMap((mode) =>
    Object.entries(json[mode] ?? {}).flatMap(([type, blocks]) => {
      const schema = schemaOf(mode, type);
      return Object.entries(blocks).flatMap(([name, block]) => {
        const address = `${mode === 'data' ? 'data.' : ''}${type}.${name}`;
        return schema ? blockComplaints(address, block, schema) : [`${address}: no such type`];
      });
    }),
  );
}

function schemaOf(mode: 'resource' | 'data', type: string): BlockSchema | undefined {
  const key = mode === 'resource' ? 'resources' : 'data_sources';
  const found = PROVIDERS.map((provider) => provider[key][type]).find((schema) => schema !== undefined);
  return (found as BlockSchema | undefined) ?? SMALL_SCHEMAS[type];
}

function blockComplaints(address: string, block: Block, schema: BlockSchema): string[] {
  const { attributes = {}, block_types: blockTypes = {} } = schema;

  const unknown = Object.keys(block)
    .filter((key) => !(key in attributes) && !(key in blockTypes) && !META_ARGUMENTS.includes(key))
    .map((key) => `${address}.${key}: no such argument`);

  const wrong = Object.entries(attributes).flatMap(([name, attribute]) => {
    const value = block[name];
    if (value === undefined) return attribute.required ? [`${address}.${name}: is required`] : [];
    if (!attribute.required && !attribute.optional) return [`${address}.${name}: only the provider sets it`];
    return attribute.type === undefined || fits(value, attribute.type)
      ? []
      : [`${address}.${name}: expected ${JSON.stringify(attribute.type)}, got ${JSON.stringify(value)}`];
  });

  const nested = Object.entries(blockTypes).flatMap(([name, { block: inner, min_items, max_items, nesting_mode }]) => {
    const value = block[name];
    const items = (value === undefined ? [] : Array.isArray(value) ? value : [value]) as Block[];
    const most = nesting_mode === 'single' ? 1 : max_items;
    return [
      ...(items.length < (min_items ?? 0) ? [`${address}.${name}: is required`] : []),
      ...(most && items.length > most ? [`${address}.${name}: at most ${most}, got ${items.length}`] : []),
      ...items.flatMap((item, index) => blockComplaints(`${address}.${name}[${index}]`, item, inner)),
    ];
  });

  return [...unknown, ...wrong, ...nested];
}

function fits(value: unknown, type: AttributeType): boolean {
  if (typeof value === 'string' && /^\$\{.*\}$/s.test(value)) return true; // Terraform finds the type out
  if (typeof type === 'string') {
    return type === 'dynamic' || typeof value === { string: 'string', number: 'number', bool: 'boolean' }[type];
  }
  const [kind, element] = type as readonly [string, AttributeType];
  if (kind === 'list' || kind === 'set') return Array.isArray(value) && value.every((item) => fits(item, element));
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  if (kind === 'map') return Object.values(value).every((item) => fits(item, element));
  const members = element as unknown as Record<string, AttributeType>;
  return Object.entries(value).every(([key, item]) => members[key] !== undefined && fits(item, members[key]));
}

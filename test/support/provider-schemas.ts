import type { Block, TerraformJson } from './synth';
import schemas from './terraform-schemas.json';

/** A Terraform type as it appears in a provider's schema: `"string"`, `["list", "string"]`, `["object", { … }]`. */
type AttributeType = string | readonly [string, unknown];

interface AttributeSchema {
  readonly type?: AttributeType;
  readonly required?: boolean;
  readonly optional?: boolean;
  readonly computed?: boolean;
  readonly deprecated?: boolean;
  readonly write_only?: boolean;
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

/** Arguments that Terraform itself supports in every block. */
const META_ARGUMENTS = ['//', 'alias', 'count', 'depends_on', 'for_each', 'lifecycle', 'provider', 'provisioner'];

/** Schemas of types that the providers' printed schemas lack, written from the providers' documentation. */
const SMALL_SCHEMAS: Readonly<Record<string, BlockSchema>> = {
  azuread_application_identifier_uri: {
    attributes: {
      application_id: { type: 'string', required: true },
      id: { type: 'string', optional: true, computed: true },
      identifier_uri: { type: 'string', required: true },
    },
  },
  azuread_application_redirect_uris: {
    attributes: {
      application_id: { type: 'string', required: true },
      id: { type: 'string', optional: true, computed: true },
      redirect_uris: { type: ['set', 'string'], required: true },
      type: { type: 'string', required: true },
    },
  },
  azuread_application_federated_identity_credential: {
    attributes: {
      application_id: { type: 'string', required: true },
      audiences: { type: ['list', 'string'], required: true },
      credential_id: { type: 'string', computed: true },
      description: { type: 'string', optional: true },
      display_name: { type: 'string', required: true },
      id: { type: 'string', optional: true, computed: true },
      issuer: { type: 'string', required: true },
      subject: { type: 'string', required: true },
    },
  },
  azurerm_application_insights_workbook: {
    attributes: {
      category: { type: 'string', optional: true },
      data_json: { type: 'string', required: true },
      description: { type: 'string', optional: true },
      display_name: { type: 'string', required: true },
      id: { type: 'string', optional: true, computed: true },
      location: { type: 'string', required: true },
      name: { type: 'string', required: true },
      resource_group_name: { type: 'string', required: true },
      source_id: { type: 'string', optional: true },
      storage_container_id: { type: 'string', optional: true },
      tags: { type: ['map', 'string'], optional: true },
    },
  },
  azurerm_dns_a_record: {
    attributes: {
      fqdn: { type: 'string', computed: true },
      id: { type: 'string', optional: true, computed: true },
      name: { type: 'string', required: true },
      records: { type: ['set', 'string'], optional: true },
      resource_group_name: { type: 'string', required: true },
      tags: { type: ['map', 'string'], optional: true },
      target_resource_id: { type: 'string', optional: true },
      ttl: { type: 'number', required: true },
      zone_name: { type: 'string', required: true },
    },
  },
  azurerm_resource_group_template_deployment: {
    attributes: {
      debug_level: { type: 'string', optional: true },
      deployment_mode: { type: 'string', required: true },
      id: { type: 'string', optional: true, computed: true },
      name: { type: 'string', required: true },
      output_content: { type: 'string', computed: true },
      parameters_content: { type: 'string', optional: true, computed: true },
      resource_group_name: { type: 'string', required: true },
      tags: { type: ['map', 'string'], optional: true },
      template_content: { type: 'string', optional: true, computed: true },
      template_spec_version_id: { type: 'string', optional: true },
    },
  },
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
 * Mistakes in synthesized JSON that the providers would refuse: unknown types, blocks or attributes, values of the
 * wrong type, missing required attributes, attributes that only the provider sets, and attributes that are deprecated
 * or used together with their write-only variants. Provider blocks are checked like resources. Empty if there are none.
 */
export function schemaComplaints(json: TerraformJson): string[] {
  const ofProviders = Object.entries(json.provider ?? {}).flatMap(([name, blocks]) => {
    const schema = (schemas as unknown as Record<string, ProviderSchema>)[name]?.provider as BlockSchema | undefined;
    return schema ? blocks.flatMap((block) => blockComplaints(`provider.${name}`, block, schema)) : [];
  });
  const ofBlocks = (['resource', 'data'] as const).flatMap((mode) =>
    Object.entries(json[mode] ?? {}).flatMap(([type, blocks]) => {
      const schema = schemaOf(mode, type);
      return Object.entries(blocks).flatMap(([name, block]) => {
        const address = `${mode === 'data' ? 'data.' : ''}${type}.${name}`;
        return schema ? blockComplaints(address, block, schema) : [`${address}: no such type`];
      });
    }),
  );
  return [...ofProviders, ...ofBlocks];
}

/**
 * Arguments of a resource that the provider treats as empty when they are omitted, sorted by name: those that are
 * neither required nor computed. Blocks are not included, since schemas do not show whether a block is computed.
 */
export function emptiedWhenLeftOut(type: string): string[] {
  const { attributes = {}, block_types: blocks = {} } = schemaOf('resource', type) ?? {};
  return [
    ...Object.keys(attributes).filter((name) => attributes[name]?.optional && !attributes[name].computed),
    ...Object.keys(blocks).filter((name) => name !== 'timeouts' && !blocks[name]?.min_items),
  ].sort();
}

/** Whether a type of resource has an argument. */
export function takes(type: string, argument: string): boolean {
  const { attributes = {}, block_types: blocks = {} } = schemaOf('resource', type) ?? {};
  return argument in attributes || argument in blocks;
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
    if (attribute.deprecated) return [`${address}.${name}: is deprecated`];
    if (attribute.write_only) {
      const twin = name.replace(/_wo$/, '');
      if (block[twin] !== undefined) return [`${address}.${name}: conflicts with ${twin}`];
      if (block[`${name}_version`] === undefined) return [`${address}.${name}: needs ${name}_version`];
    }
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
  if (typeof value === 'string' && /^\$\{.*\}$/s.test(value)) return true; // Terraform determines the type
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

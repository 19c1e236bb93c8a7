import type { ImportBlock } from '../../fleet/import-blocks';
import { parseStreamSecretName } from '../../microsoft/azure/stream-secret-name';
import { parseTokenSecretName } from '../../microsoft/azure/token-secret-name';

import { AZURE_IDS } from './azure-id';
import { OPEN, renderBlock } from './import-block';

type Block = Readonly<Record<string, unknown>>;

/** The synthesized stack of a platform. */
export interface PlatformJson {
  readonly resource?: Blocks;

  /** Resources that the platform uses but does not manage, because they existed before the platform. */
  readonly data?: Blocks;
  readonly provider?: { readonly azurerm?: readonly { readonly alias?: string; readonly subscription_id?: string }[] };
}

type Blocks = Readonly<Record<string, Readonly<Record<string, Block>>>>;

/** A resource. If the resource uses `for_each`, this is one of its instances. */
interface Instance {
  readonly type: string;
  readonly address: string;
  readonly block: Block;
  readonly each: { readonly key: string; readonly value: Block } | undefined;
}

/**
 * A Terraform file that imports a platform's resources from Azure into a state that was lost or is incomplete.
 *
 * The ids are derived from the names in the configuration. If an id cannot be derived, the import block is commented
 * out, and the command that finds the id precedes the block. A resource without a block is created again. For steps of
 * the deployment, this is harmless, because the steps merely run again. Tokens and stream secrets are created again
 * too, since they cannot be imported.
 */
export function renderPlatformImportFile(platform: PlatformJson): string {
  const blocks = instances(platform)
    .filter(({ type, block }) => AZURE_IDS[type] !== undefined && !isToken(type, block) && !isRightToToken(block))
    .map((instance) => {
      const resolver = new Resolver(platform, instance.each);
      const block: ImportBlock = { to: instance.address, id: resolver.idOf(instance.type, instance.block) };
      return renderBlock(block, lookup(instance, resolver));
    });
  return [...blocks, ''].join('\n');
}

function instances({ resource = {} }: PlatformJson): Instance[] {
  return Object.entries(resource).flatMap(([type, blocks]) =>
    Object.entries(blocks).flatMap(([name, block]): Instance[] => {
      const address = `${type}.${name}`;
      const { for_each: each, count } = block as { for_each?: Readonly<Record<string, Block>>; count?: number };
      if (count === 0) return [];
      if (each === undefined) return [{ type, address, block, each: undefined }];
      return Object.entries(each).map(([key, value]) => ({
        type,
        address: `${address}["${key}"]`,
        block,
        each: { key, value },
      }));
    }),
  );
}

function isToken(type: string, { name }: Block): boolean {
  return type === 'azurerm_key_vault_secret' && isTokenName(String(name));
}

/**
 * Whether a resource gives somebody the right to read a token. Such a resource is not imported: if the state is lost,
 * Terraform creates the tokens again, together with the rights to read them.
 */
function isRightToToken({ scope }: Block): boolean {
  const [, name = ''] = /azurerm_key_vault_secret\.([\w-]+)/.exec(String(scope)) ?? [];
  return isTokenName(name);
}

/** Whether a name belongs to a token or to a stream secret. Both kinds of secrets are treated in the same way. */
function isTokenName(name: string): boolean {
  return (parseTokenSecretName(name) ?? parseStreamSecretName(name)) !== undefined;
}

const REFERENCE =
  /^(?<data>data\.)?(?<type>azurerm_\w+)\.(?<name>[\w-]+)(?:\[(?:each\.key|"(?<key>\w+)")\])?\.(?<attribute>\w+)$/;
const MADE_BY_TEMPLATE =
  /^jsondecode\((?<type>azurerm_resource_group_template_deployment)\.(?<name>[\w-]+)\.output_content\)\.(?<attribute>\w+)\.value$/;

/** Replaces references in a stack with their values. This works only for values that the stack itself contains. */
class Resolver {
  readonly #platform: PlatformJson;
  readonly #each: Instance['each'];

  constructor(platform: PlatformJson, each: Instance['each']) {
    this.#platform = platform;
    this.#each = each;
  }

  idOf(type: string, block: Block): string {
    return (AZURE_IDS[type] ?? OPEN).replace(/\{(\w+)\}/g, (_, argument: string) => this.argument(block, argument));
  }

  /** Id of a managed identity. The block contains the object id of the identity's service principal. */
  identityOf({ object_id: objectId }: Block): string {
    return this.resolve(String(objectId).replace(/\.principal_id\}$/, '.id}'));
  }

  argument(block: Block, name: string): string {
    switch (name) {
      case 'subscription': {
        const alias = (block['provider'] as string | undefined)?.split('.')[1];
        return this.#platform.provider?.azurerm?.find((one) => one.alias === alias)?.subscription_id ?? OPEN;
      }
      case 'group':
        return this.idOf('azurerm_resource_group', { ...block, name: block['resource_group_name'] });
      default:
        return this.resolve(block[name]);
    }
  }

  /** Replaces the references in a value. Parts that only Azure knows become `<id>`. */
  private resolve(value: unknown): string {
    return typeof value === 'string'
      ? value.replace(/\$\{([^}]*)\}/g, (_, expression: string) => this.reference(expression))
      : OPEN;
  }

  private reference(expression: string): string {
    const own = /^each\.value\.(\w+)$/.exec(expression);
    if (own) return this.resolve(this.#each?.value[own[1] ?? '']);

    // A server that a template creates has the name of the template's deployment.
    const made = MADE_BY_TEMPLATE.exec(expression)?.groups;
    const { data, type = '', name = '', key, attribute = '' } = made ?? REFERENCE.exec(expression)?.groups ?? {};
    const { [data === undefined ? 'resource' : 'data']: blocks } = this.#platform;
    const block = blocks?.[type]?.[name];
    if (block === undefined) return OPEN;
    const resolver = key === undefined ? this : this.at(key, block);
    switch (attribute) {
      case 'id':
        return resolver.idOf(made ? 'azurerm_postgresql_flexible_server' : type, block);
      case 'resource_versionless_id':
        return `${resolver.argument(block, 'key_vault_id')}/secrets/${resolver.argument(block, 'name')}`;
      default:
        return resolver.argument(block, made ? 'name' : attribute);
    }
  }

  /** A resolver for the `for_each` instance that has this key. */
  private at(key: string, { for_each: each = {} }: Block): Resolver {
    return new Resolver(this.#platform, { key, value: (each as Readonly<Record<string, Block>>)[key] ?? {} });
  }
}

/** The command that finds the unknown parts of the id for an import block. */
function lookup({ type, block }: Instance, resolver: Resolver): string {
  const argument = (name: string) => resolver.argument(block, name);
  switch (type) {
    case 'azurerm_key_vault_secret': {
      const vault = argument('key_vault_id').split('/').at(-1) ?? OPEN;
      return `az keyvault secret show --vault-name ${vault} --name ${argument('name')} --query id --output tsv`;
    }
    case 'azurerm_role_assignment':
      return (
        `az role assignment list --scope ${argument('scope')} --role '${argument('role_definition_name')}' ` +
        '--query "[].{principal: principalName, id: id}" --output table'
      );
    case 'azurerm_postgresql_flexible_server_active_directory_administrator':
      return `az identity show --ids ${resolver.identityOf(block)} --query principalId --output tsv`;
    default:
      return 'az resource list --query "[].id" --output tsv';
  }
}

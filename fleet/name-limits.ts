/** Azure's rules for the names of one type of resource. */
export interface NameLimit {
  /** The type of resource, with its article, for example "a resource group". */
  readonly what: string;
  readonly least: number;
  readonly most: number;
  readonly form: RegExp;

  /** `form` in words, to complete "Azure allows …" in a message. */
  readonly words: string;
}

/** Limits from https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules */
export const NAME_LIMITS = {
  resourceGroup: {
    what: 'a resource group',
    least: 1,
    most: 90,
    form: /^[\p{L}\p{N}_.()-]*[\p{L}\p{N}_()-]$/u,
    words: 'letters, digits and _ - . ( ), with no dot at the end',
  },
  workspace: {
    what: 'a Log Analytics workspace',
    least: 4,
    most: 63,
    form: /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/i,
    words: 'letters, digits and hyphens, with no hyphen at either end',
  },
  environment: {
    what: 'a Container Apps environment',
    least: 2,
    most: 60,
    form: /^[a-z](-?[a-z0-9])*$/,
    words: 'lower-case letters, digits and single hyphens, with a letter first',
  },
  app: {
    what: 'a container app',
    least: 2,
    most: 32,
    form: /^[a-z](-?[a-z0-9])*$/,
    words: 'lower-case letters, digits and single hyphens, with a letter first',
  },
  job: {
    what: 'a container app job',
    least: 2,
    most: 32,
    form: /^[a-z](-?[a-z0-9])*$/,
    words: 'lower-case letters, digits and single hyphens, with a letter first',
  },
  vault: {
    what: 'a key vault',
    least: 3,
    most: 24,
    form: /^[a-z](-?[a-z0-9])*$/i,
    words: 'letters, digits and single hyphens, with a letter first',
  },
  server: {
    what: 'a PostgreSQL server',
    least: 3,
    most: 50, // Azure allows 63, but the name of a restored server has 13 characters more
    form: /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/,
    words: 'lower-case letters, digits and hyphens, with no hyphen at either end',
  },
  cluster: {
    what: 'a PostgreSQL cluster',
    least: 3,
    most: 63,
    form: /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/,
    words: 'lower-case letters, digits and hyphens, with no hyphen at either end',
  },
  identity: {
    what: 'a managed identity',
    least: 3,
    most: 128,
    form: /^[a-z0-9][\w-]*$/i,
    words: 'letters, digits, _ and hyphens, with a letter or digit first',
  },
  actionGroup: {
    what: 'an action group',
    least: 1,
    most: 260,
    form: /^[\w.()-]*[\w()-]$/,
    words: 'letters, digits and _ - . ( ), with no dot at the end',
  },
  network: {
    what: 'a virtual network',
    least: 2,
    most: 64,
    form: /^[a-z0-9]([\w.-]*\w)?$/i,
    words: 'letters, digits and _ . -, with a letter or digit first',
  },
  endpoint: {
    what: 'a private endpoint',
    least: 2,
    most: 64,
    form: /^[a-z0-9]([\w.-]*\w)?$/i,
    words: 'letters, digits and _ . -, with a letter or digit first',
  },
} satisfies Record<string, NameLimit>;

/** Lists, in one string, all reasons why Azure would refuse a name. Undefined if Azure would accept the name. */
export function refusalOf(name: string, { what, least, most, form, words }: NameLimit): string | undefined {
  const { length } = name;
  const reasons = [
    ...(length > most ? [`has ${length} characters where Azure allows ${what} ${most}`] : []),
    ...(length < least ? [`has ${length} characters where Azure requires ${least} for ${what}`] : []),
    ...(form.test(name) ? [] : [`is refused by Azure, which allows ${what} ${words}`]),
  ];
  return reasons.length === 0 ? undefined : reasons.join(', and ');
}

import { z } from 'zod';

const PATTERN = 'must be a name with words in braces, in quotes, such as "{type}-{product}-{environment}"';
const pattern = () => z.string(PATTERN).min(1, PATTERN);

const own = (what: string) => pattern().optional().describe(`${what} Default: what \`pattern\` says.`);

/** `name-rules.ts` checks that Azure accepts the resulting names. */
export const namingOptions = z
  .strictObject({
    pattern: pattern()
      .optional()
      .describe(
        'Pattern of every name, in quotes. `{type}` stands for the abbreviation of the Cloud Adoption Framework (`rg`, `kv`, ' +
          '`psql`, `ca` …), `{name}` and `{location}` for what the platform says, and any other word for what `values` says. ' +
          'Default: `name` and what has always followed it.',
      ),
    values: z
      .record(
        z.string(),
        z
          .string('must be text; put quotes around numbers')
          .regex(/^[A-Za-z0-9_.-]+$/, 'must be letters, digits and _ . -')
          .describe('What this word stands for.'),
        'must map words to texts',
      )
      .default({})
      .describe('What words of patterns stand for: `{ product: scim, environment: prod }`. Default: none.'),
    names: z
      .strictObject({
        resourceGroup: own('Resource group of everything that is made.'),
        logs: own('Log Analytics workspace.'),
        environment: own('Container Apps environment.'),
        environmentResourceGroup: own('Resource group in which Azure keeps what the environment is made of.'),
        app: own('Container app, which is the first label of its host name, and of the names of alerts.'),
        migrationJob: own('Container app job that brings the database up to date.'),
        vault: own('Key vault. Unique in the world.'),
        vaultEndpoint: own('Private endpoint of the vault.'),
        database: own('PostgreSQL server, and the beginning of the names of restored ones. Unique in the world.'),
        cluster: own('PostgreSQL cluster. Unique in the world.'),
        clusterEndpoint: own('Private endpoint of the cluster.'),
        runtimeIdentity: own('Identity that serves requests.'),
        migratorIdentity: own('Identity that owns the tables.'),
        actionGroup: own('Action group that hears of alerts.'),
        network: own('Virtual network.'),
      })
      .prefault({})
      .describe('Names, or patterns of names, of single resources.'),
  })
  .prefault({})
  .describe(
    'How Azure resources are named. Settled with the first deployment: Azure renames nothing, so a changed name is another ' +
      'resource, which Terraform refuses for database, vault and environment. Private DNS zones follow no pattern: ' +
      'Azure fixes their names. The one of the database server begins with `name`, as do their links to the network.',
  );

import { z } from 'zod';

const PATTERN = 'must be a name with words in braces, in quotes, such as "{type}-{product}-{environment}"';
const pattern = () => z.string(PATTERN).min(1, PATTERN);

const own = (what: string) => pattern().optional().describe(`${what} Default: the name that \`pattern\` gives.`);

/** Schema of the options for names. `name-rules.ts` checks that Azure accepts the resulting names. */
export const namingOptions = z
  .strictObject({
    pattern: pattern()
      .optional()
      .describe(
        "Pattern for all names, in quotes. `{type}` stands for the resource type's abbreviation in the Cloud " +
          "Adoption Framework (`rg`, `kv`, `psql`, `ca` …), `{name}` and `{location}` for the platform's name and " +
          'location, and any other word for its value under `values`. Default: `name`, followed by a fixed suffix ' +
          'for each resource.',
      ),
    values: z
      .record(
        z.string(),
        z
          .string('must be text; put quotes around numbers')
          .regex(/^[A-Za-z0-9_.-]+$/, 'must be letters, digits and _ . -')
          .describe('Value of this word.'),
        'must map words to text',
      )
      .default({})
      .describe('Values of the words that patterns contain: `{ product: scim, environment: prod }`. Default: none.'),
    names: z
      .strictObject({
        resourceGroup: own('Resource group of all resources that are created.'),
        logs: own('Log Analytics workspace.'),
        environment: own('Container Apps environment.'),
        environmentResourceGroup: own('Resource group in which Azure keeps the resources behind the environment.'),
        app: own('Container app. Its host name, and the names of alerts, begin with it.'),
        migrationJob: own('Container app job that migrates the database.'),
        vault: own('Key vault. Must be unique worldwide.'),
        vaultEndpoint: own('Private endpoint of the vault.'),
        database: own('PostgreSQL server. The names of restored servers begin with it. Must be unique worldwide.'),
        cluster: own('PostgreSQL cluster. Must be unique worldwide.'),
        clusterEndpoint: own('Private endpoint of the cluster.'),
        runtimeIdentity: own('Identity that serves requests.'),
        migratorIdentity: own('Identity that owns the tables.'),
        actionGroup: own('Action group that alerts notify.'),
        network: own('Virtual network.'),
      })
      .prefault({})
      .describe('Names of single resources, or patterns for them.'),
  })
  .prefault({})
  .describe(
    'How Azure resources are named. Fixed by the first deployment: Azure cannot rename a resource, so a new ' +
      'name means a new resource, which Terraform refuses for the database, the vault and the environment. ' +
      'Private DNS zones follow no pattern, because Azure fixes their names; the zone of the database server, and the ' +
      'links of zones to the network, begin with `name`.',
  );

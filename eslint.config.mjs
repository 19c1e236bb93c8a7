import { createTypeScriptImportResolver } from 'eslint-import-resolver-typescript';
import importX from 'eslint-plugin-import-x';
import tseslint from 'typescript-eslint';

/** The folders whose ports storage implements. */
const PORTS = ['service/directory', 'service/events', 'service/scim', 'service/streams'];

/** What all folders of storage may import. */
const SHARED_BY_STORAGE = ['form', 'pg-error', 'schema', 'with-client'].map((name) => `service/storage/${name}.ts`);

function storage(...folders) {
  return [...folders.map((folder) => `service/storage/${folder}`), ...SHARED_BY_STORAGE, ...PORTS];
}

/** For each of our folders, the other folders from which it may import. There are no circular imports. */
const ARROWS = {
  account: [],
  'command-line': ['package.json'],
  entra: [],
  microsoft: ['command-line'],
  'microsoft/azure': [],
  constructs: ['entra', 'microsoft/azure'],
  'examples/product': ['service/client'],
  fleet: ['account', 'entra', 'microsoft/azure', 'package.json'],
  stacks: ['command-line', 'constructs', 'entra', 'fleet', 'microsoft/azure'],
  'programs/access': ['command-line', 'programs/history', 'service'],
  'programs/history': ['command-line', 'microsoft', 'programs/sync', 'service'],
  'programs/init': ['command-line', 'fleet', 'package.json'],
  'programs/pipeline': ['command-line', 'entra', 'fleet', 'programs/review', 'programs/sync', 'programs/tenants'],
  'programs/rehearse': ['account', 'command-line', 'entra', 'fleet', 'microsoft/azure', 'service/client'],
  'programs/portal-link': ['command-line', 'programs/history', 'service'],
  'programs/release': ['command-line', 'package.json'],
  'programs/review': ['account', 'command-line', 'entra', 'fleet', 'microsoft/azure'],
  'programs/rollout': ['command-line', 'microsoft'],
  'programs/schemas': ['command-line', 'fleet', 'package.json'],
  'programs/streams': ['command-line', 'programs/history', 'service'],
  'programs/sync': ['command-line', 'entra', 'fleet', 'microsoft'],
  'programs/tenants': ['command-line', 'entra', 'fleet', 'microsoft', 'service'],
  'service/scim': [],
  'service/admin': ['service/directory', 'service/http', 'service/scim', 'service/streams'],
  'service/directory': ['account', 'service/scim'],
  'service/events': ['account', 'service/directory', 'service/scim'],
  'service/client': ['service/events'], // only types
  'service/security-events': ['service/directory', 'service/events', 'service/http', 'service/scim', 'service/streams'],
  'service/console': ['service/admin', 'service/directory', 'service/http', 'service/pages'],
  'service/outcomes': ['service/database-trouble.ts', 'service/directory', 'service/http'],
  'service/pages': ['service/admin', 'service/directory', 'service/http'],
  'service/portal': ['account', 'entra', 'service/admin', 'service/directory', 'service/http', 'service/pages'],
  'service/streams': ['service/directory', 'service/events', 'service/scim'],
  'service/http': ['service/directory', 'service/events', 'service/scim'],
  'service/storage': PORTS,
  'service/storage/setup': storage(),
  'service/storage/statements': storage(),
  'service/storage/connections': storage('setup', 'statements'),
  'service/storage/search': storage('connections', 'statements'),
  'service/storage/directory': storage('connections', 'search', 'statements'),
  'service/storage/history': storage('connections', 'directory', 'search', 'statements'),
  'service/storage/admin': storage('connections', 'history', 'search', 'statements'),
  service: ['account', 'command-line', 'entra'],
};

const zones = Object.entries(ARROWS).map(([folder, allowed]) => ({
  target: `./${folder}`,
  from: '.',
  except: [folder, ...allowed, 'node_modules'].map((path) => `./${path}`),
  message: `${folder}/ may import ${allowed.join(', ') || 'nothing of ours'}; see the tree in docs/architecture.md.`,
}));

const PROVIDER_INDEX = {
  regex: '^@cdktf/provider-[a-z]+(/lib/?)?$',
  message: 'Import the resource alone (@cdktf/provider-azurerm/lib/container-app): the index loads 380 MB.',
};
const CDKTF = {
  regex: '^(cdktf|constructs|@cdktf/.*)$',
  message: 'Only constructs/, stacks/ and test/ may know of CDKTF.',
};

export default tseslint.config(
  { ignores: ['cdktf.out/', 'dist/', 'build/', 'coverage/', '.data/'] },
  ...tseslint.configs.strictTypeChecked.map((config) => ({ ...config, files: ['**/*.{ts,tsx}'] })),
  {
    files: ['**/*.{ts,tsx}'],
    plugins: { 'import-x': importX },
    settings: { 'import-x/resolver-next': [createTypeScriptImportResolver()] },
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      'no-restricted-imports': ['error', { patterns: [PROVIDER_INDEX, CDKTF] }],
      'import-x/no-cycle': 'error',
      'import-x/no-restricted-paths': ['error', { zones }],
      'import-x/order': ['error', { 'newlines-between': 'always', alphabetize: { order: 'asc' } }],
      'no-console': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/consistent-type-definitions': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true }],
      // Constructs are created only for their effect on the construct tree.
      'no-new': 'off',
    },
  },
  {
    files: ['constructs/**', 'stacks/**', 'test/**', 'bench/*synth*.ts'],
    rules: { 'no-restricted-imports': ['error', { patterns: [PROVIDER_INDEX] }] },
  },
  {
    // A test may read responses without types: its assertions check them.
    files: ['test/**'],
    rules: {
      '@typescript-eslint/no-explicit-any': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
    },
  },
  {
    // Programs that print to the terminal.
    files: ['service/main.ts', 'service/migrate.ts', 'examples/product/main.ts', 'bench/**'],
    rules: { 'no-console': 'off' },
  },
  {
    // These files load only the command that is called. `import()` would need the file extension, which differs between
    // source and package.
    files: ['programs/commands.ts', 'programs/tenants/placement-commands.ts'],
    rules: { '@typescript-eslint/no-require-imports': 'off' },
  },
);

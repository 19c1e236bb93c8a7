const { availableParallelism } = require('node:os');

/** Packages that have only ES modules. */
const ES_MODULES = 'd3-array|internmap|jose|oauth4webapi|openid-client|preact|preact-render-to-string';

function compiled(parser) {
  return [
    '@swc/jest',
    {
      jsc: {
        parser: { ...parser, explicitResourceManagement: true },
        transform: { react: { runtime: 'automatic', importSource: 'preact' } },
        target: 'es2022',
      },
      module: { type: 'commonjs', ignoreDynamic: true },
    },
  ];
}

/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  globalSetup: '<rootDir>/test/support/global-setup.ts',
  globalTeardown: '<rootDir>/test/support/global-teardown.ts',
  // Ends a test that hangs. The limit is high, because on a busy machine a test may take many times longer.
  testTimeout: 300_000,
  // Many tests mostly wait for other programs and for PostgreSQL. So a small machine gets two workers: with only one it
  // would be half idle.
  maxWorkers: Math.max(2, availableParallelism() - 1),
  moduleFileExtensions: ['ts', 'tsx', 'js', 'mjs', 'json', 'node'],
  transformIgnorePatterns: [`/node_modules/(?!(${ES_MODULES})/)`],
  transform: {
    '\\.ts$': compiled({ syntax: 'typescript' }),
    '\\.tsx$': compiled({ syntax: 'typescript', tsx: true }),
    [`/node_modules/(${ES_MODULES})/.+\\.m?js$`]: compiled({ syntax: 'ecmascript' }),
  },
};

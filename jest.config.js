const { availableParallelism } = require('node:os');

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
  transformIgnorePatterns: ['/node_modules/(?!jose/)'], // jose has only ES modules
  transform: {
    '^.+\\.ts$|/node_modules/jose/.+\\.js$': [
      '@swc/jest',
      {
        jsc: { parser: { syntax: 'typescript', explicitResourceManagement: true }, target: 'es2022' },
        module: { type: 'commonjs', ignoreDynamic: true },
      },
    ],
  },
};

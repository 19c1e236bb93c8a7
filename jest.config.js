const { availableParallelism } = require('node:os');

/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  globalSetup: '<rootDir>/test/support/global-setup.ts',
  globalTeardown: '<rootDir>/test/support/global-teardown.ts',
  // Ends a test that hangs. On a busy machine, a test takes many times as long as on a quiet one.
  testTimeout: 300_000,
  // Many tests wait for programs and for PostgreSQL: on a small machine one worker would leave half of it idle.
  maxWorkers: Math.max(2, availableParallelism() - 1),
  transformIgnorePatterns: ['/node_modules/(?!jose/)'], // which has ES modules alone
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

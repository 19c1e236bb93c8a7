const { globalSetup, globalTeardown, ...config } = require('./jest.config.js');

/**
 * The tests that need neither a server nor chance, so that they take a second and a mutant falls on every run.
 *
 * @type {import('jest').Config}
 */
module.exports = { ...config, testMatch: ['<rootDir>/test/support/all-units.js'] };

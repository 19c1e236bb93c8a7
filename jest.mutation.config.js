const { globalSetup, globalTeardown, ...config } = require('./jest.config.js');

/**
 * The tests that need no server and no random input: they take a second, and detect the same mutants on every run.
 *
 * @type {import('jest').Config}
 */
module.exports = { ...config, testMatch: ['<rootDir>/test/support/all-units.js'] };

/**
 * Mutation testing of the protocol and the product's rules: changes the code in one place at a time and sees whether a
 * test notices.
 *
 * @type {import('@stryker-mutator/api/core').PartialStrykerOptions}
 */
export default {
  mutate: ['service/scim/**/*.ts', 'service/directory/**/*.ts'],
  testRunner: 'jest',
  jest: { configFile: 'jest.mutation.config.js', enableFindRelatedTests: false },
  coverageAnalysis: 'perTest',
  // Code that runs while a module loads cannot be assigned to a test, so each of its mutants would run all tests. It is
  // mostly declarations, which the discovery tests compare with the RFC.
  ignoreStatic: true,
  concurrency: 1,
  ignorePatterns: ['/.data', '/cdktf.out', '/dist', '/coverage'],
  tempDirName: '.data/stryker',
  reporters: ['progress-append-only', 'clear-text', 'html', 'json'],
  clearTextReporter: { logTests: false },
  htmlReporter: { fileName: '.data/mutation/index.html' },
  jsonReporter: { fileName: '.data/mutation/report.json' },
  thresholds: { high: 90, low: 80, break: 80 },
};

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
  // What is computed as a module loads cannot be told apart by test, and each such mutant would run all tests: mostly
  // declarations, which the tests of discovery compare with the RFC.
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

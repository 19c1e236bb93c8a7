import { DEFAULT_POLICY } from '../../../../fleet/model/policy';
import { loadPolicy } from '../../../../programs/review/policy/load-policy';
import { textFile } from '../../../support/text-file';

/** The complaint about a policy file, without the file's folder. */
function complaint(text: string): string {
  using file = textFile('policy.yaml', text);
  try {
    loadPolicy(file.path);
    return '';
  } catch (error) {
    return (error as Error).message.replaceAll(file.path, 'policy.yaml');
  }
}

describe('loadPolicy', () => {
  test('uses the values in the file, and defaults for the others', () => {
    using file = textFile(
      'policy.yaml',
      'limits: { users: 100 }\nlabels: { risky: two-reviewers }\nrules:\n  ID011: off\n  ID001: { label: burn-it }\n',
    );

    expect(loadPolicy(file.path)).toEqual({
      ...DEFAULT_POLICY,
      limits: { groups: 2, users: 100 },
      labels: { risky: 'two-reviewers' },
      rules: { ID011: 'off', ID001: { label: 'burn-it' } },
    });
  });

  test('uses the defaults for an empty file', () => {
    using file = textFile('policy.yaml', '# nothing yet\n');

    expect(loadPolicy(file.path)).toEqual(DEFAULT_POLICY);
  });

  test.each([
    ['an unknown key', 'limit: 3\n', "policy.yaml:1:1 limit: is not a known key; did you mean 'limits'?"],
    [
      'an unknown limit',
      'limits:\n  people: 3\n',
      'policy.yaml:2:3 limits.people: is not a known key; known are groups, users, percent',
    ],
    [
      'an unknown rule',
      'rules:\n  ID01: off\n',
      "policy.yaml:2:3 rules.ID01: is not a known key; did you mean 'ID001'?",
    ],
    [
      'an unknown class',
      'labels: { destructve: x }\n',
      "policy.yaml:1:11 labels.destructve: is not a known key; did you mean 'destructive'?",
    ],
    [
      'a demand that is none',
      'rules:\n  ID001: no\n',
      "policy.yaml:2:10 rules.ID001: must be deny, warn, off, or a map with the label that lets the plan pass; a map has the key label; got 'no'",
    ],
    [
      'a limit that is no number',
      'limits: { groups: few }\n',
      "policy.yaml:1:19 limits.groups: must be a whole number from 0; got 'few'",
    ],
    [
      'a list instead of a map',
      '- ID001\n',
      'must be a map of keys to values; known are limits, neverDestroy, privilegedRoles, labels, rules',
    ],
    ['broken YAML', 'rules: [\n', 'is not valid YAML'],
  ])('fails on %s, with file and line', (_, text, message) => {
    expect(complaint(text)).toContain(message);
    expect(complaint(text)).toMatch(/^policy\.yaml:\d+:\d+ /);
  });

  test('fails on a missing file', () => {
    expect(() => loadPolicy('nowhere/policy.yaml')).toThrow('nowhere/policy.yaml cannot be read (ENOENT)');
  });
});

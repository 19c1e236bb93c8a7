import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { parsePlan, readPlan, UnusablePlan } from '../../../../programs/review/plan/read-plan';
import { realPlanFile } from '../../../support/plan-document';

const parse = (text: string) => parsePlan('plan.json', Buffer.from(text));

describe('readPlan', () => {
  test.each(['change-mapping', 'create', 'remove-assignment', 'remove-role', 'rotate-token'])(
    'reads the document of a real run: %s',
    (name) => {
      expect(readPlan(realPlanFile(name)).resource_changes).toHaveLength(8);
    },
  );

  test('reads a document that PowerShell or an editor has written', () => {
    const text = '{"format_version":"1.9","resource_changes":[]}';

    expect(parsePlan('plan.json', Buffer.from(`\uFEFF${text}`, 'utf16le'))).toMatchObject({ format_version: '1.9' });
    expect(parse(`\uFEFF${text}`)).toMatchObject({ format_version: '1.9' });
  });

  test.each([
    [
      'another major version',
      '{"format_version":"2.0","resource_changes":[]}',
      "format version '2.0', of which only 1.x",
    ],
    ['a version that only begins alike', '{"format_version":"10.0"}', "format version '10.0', of which only 1.x"],
    ['no version', '{"resource_changes":[]}', "has no 'format_version'"],
    ['a state', '{"format_version":"1.0","values":{}}', 'describes a state and not a plan'],
    [
      'the plan file itself',
      'PK\u0003\u0004',
      'is the plan file itself; write it with: terraform show -json plan.json',
    ],
    ['a log', '{"@level":"info"}\n{"@level":"info"}', 'is the log of `terraform plan -json`'],
    ['something else', '[]', 'is not a plan document'],
    [
      'a change without an address',
      '{"format_version":"1.2","resource_changes":[{"type":"a","change":{"actions":["delete"]}}]}',
      "'resource_changes[0]' names no address, type or actions",
    ],
    [
      'actions that nobody knows',
      '{"format_version":"1.2","resource_changes":[{"address":"a.b","type":"a","change":{"actions":["frobnicate"]}}]}',
      "'resource_changes[0]' has actions that this review does not know: 'frobnicate'",
    ],
    [
      'a change without any action',
      '{"format_version":"1.2","resource_changes":[{"address":"a.b","type":"a","change":{"actions":[]}}]}',
      "'resource_changes[0]' has actions that this review does not know: ''",
    ],
    [
      'a change that was put off and cannot be read',
      '{"format_version":"1.2","resource_changes":[],"deferred_changes":[{}]}',
      "'deferred_changes[0]' names no address",
    ],
    ['no list of changes', '{"format_version":"1.2","resource_changes":null}', "'resource_changes' is not a list"],
    ['checks that are none', '{"format_version":"1.2","resource_changes":[],"checks":3}', "'checks' is not a list"],
    ['an empty check', '{"format_version":"1.2","resource_changes":[],"checks":[null]}', "'checks' is not a list"],
    [
      'a state that is none',
      '{"format_version":"1.2","resource_changes":[],"prior_state":7}',
      "'prior_state' is not an object",
    ],
  ])('fails on %s', (_, text, message) => {
    expect(() => parse(text)).toThrow(message);
    expect(() => parse(text)).toThrow(UnusablePlan);
  });

  test('fails on broken JSON without quoting it', () => {
    expect(() => parse('{"token":"MARKER"')).toThrow(/^plan\.json is not valid JSON; write it with/);
    expect(() => parse('{"token":"MARKER"')).not.toThrow(/MARKER/);
  });

  test('fails on a missing file, and says how to make one', () => {
    const folder = mkdtempSync(join(tmpdir(), 'entra-scim-review-'));
    try {
      writeFileSync(join(folder, 'plan.json'), '');

      expect(() => readPlan(join(folder, 'other.json'))).toThrow('does not exist; write it with: terraform show -json');
      expect(() => readPlan(folder)).toThrow('cannot be read (EISDIR)');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

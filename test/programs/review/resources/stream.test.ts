import { DEFAULT_POLICY } from '../../../../fleet/model/policy';
import type { JsonObject, PlannedChange } from '../../../../programs/review/plan/terraform-plan';
import { reviewPlan } from '../../../../programs/review/plan-review';
import { headline } from '../../../../programs/review/report/headline';
import { CONSEQUENCES } from '../../../../programs/review/resources/resources';
import { keepsPolicy, reviewOf } from '../../../../programs/review/review';
import { CONTOSO } from '../../../support/config-folder';
import { change, planOf } from '../../../support/plan-document';
import { synthPlatform } from '../../../support/platform';

const HOOK = 'name: product, delivery: webhook, url: "https://app.example.com/hooks"';
const PUSH = 'name: siem, delivery: push, url: "https://siem.example.com/events", audience: siem';

/** The readable registry that the platform's stack hands to a plan, with streams of contoso and of all tenants. */
function registry({ contoso = '', all = '', signing = '' }): JsonObject {
  const own = contoso === '' ? CONTOSO : `${CONTOSO}streams: [${contoso}]\n`;
  const { json } = synthPlatform(`${all === '' ? '' : `streams: [${all}]`}\n${signing}`, own).platform;
  return { input: json.resource?.['terraform_data']?.['tenants']?.['input'] as JsonObject };
}

type Streams = Parameters<typeof registry>[0];

const planned = (before: Streams | null, after: Streams): PlannedChange =>
  change('terraform_data.tenants', before && registry(before), registry(after));
const review = (...changes: PlannedChange[]) => reviewPlan('platform', 'platform.json', planOf(changes));
const found = (before: Streams | null, after: Streams) =>
  review(planned(before, after)).findings.map(({ kind, what }) => `${CONSEQUENCES[kind].class} ${kind}: ${what}`);

describe('a change to streams', () => {
  test.each<[string, Streams | null, Streams, string[]]>([
    [
      'a tenant gets one',
      {},
      { contoso: `{ ${HOOK}, types: [user.deactivated, user.deleted] }` },
      [
        'risky stream-added: product of contoso: webhook to https://app.example.com/hooks, names and addresses of people, user.deactivated, user.deleted',
      ],
    ],
    [
      'all tenants get one',
      {},
      { all: `{ ${PUSH} }` },
      [
        'risky stream-of-all-added: siem of all tenants: tokens to https://siem.example.com/events, ids without names, all events',
      ],
    ],
    [
      'the platform is new',
      null,
      { contoso: `{ ${HOOK} }` },
      [
        'risky stream-added: product of contoso: webhook to https://app.example.com/hooks, names and addresses of people, all events',
      ],
    ],
    [
      'its URL is another one',
      { contoso: `{ ${HOOK} }` },
      { contoso: `{ ${HOOK.replace('app.', 'evil.')} }` },
      [
        'risky stream-redirected: product of contoso: webhook to https://evil.example.com/hooks, names and addresses of people, all events',
      ],
    ],
    [
      'it tells names too',
      { all: `{ ${PUSH} }` },
      { all: `{ ${PUSH}, content: full }` },
      [
        'risky stream-widened: siem of all tenants: tokens to https://siem.example.com/events, names and addresses of people, all events',
      ],
    ],
    [
      'it tells of more',
      { contoso: `{ ${HOOK}, types: [user.deleted] }` },
      { contoso: `{ ${HOOK} }` },
      [
        'risky stream-widened: product of contoso: webhook to https://app.example.com/hooks, names and addresses of people, all events',
      ],
    ],
    [
      'it may reach private addresses',
      { all: `{ ${PUSH} }` },
      { all: `{ ${PUSH}, privateAddresses: true }` },
      [
        'risky stream-widened: siem of all tenants: tokens to https://siem.example.com/events, ids without names, all events',
      ],
    ],
    [
      'it tells of less',
      { contoso: `{ ${HOOK} }` },
      { contoso: `{ ${HOOK}, types: [user.deleted] }` },
      [
        'risky stream-narrowed: product of contoso: webhook to https://app.example.com/hooks, names and addresses of people, user.deleted',
      ],
    ],
    [
      'it goes',
      { contoso: `{ ${HOOK} }` },
      {},
      [
        'risky stream-removed: product of contoso: webhook to https://app.example.com/hooks, names and addresses of people, all events',
      ],
    ],
    [
      'it is rotated',
      { contoso: `{ ${HOOK} }` },
      { contoso: `{ ${HOOK}, secret: { generation: 2 } }` },
      [
        'routine stream-secrets-changed: product of contoso: webhook to https://app.example.com/hooks, names and addresses of people, all events',
      ],
    ],
    [
      'it is rotated at one go',
      { contoso: `{ ${HOOK} }` },
      { contoso: `{ ${HOOK}, secret: { generation: 2, retired: 1 } }` },
      [
        'risky stream-without-overlap: product of contoso: webhook to https://app.example.com/hooks, names and addresses of people, all events',
      ],
    ],
    [
      'a key is published',
      { all: `{ ${PUSH} }` },
      { all: `{ ${PUSH} }`, signing: 'signing: { generation: 2 }' },
      ['routine signing-changed: scim-signing-1 signs'],
    ],
    [
      'the published key signs',
      { all: `{ ${PUSH} }`, signing: 'signing: { generation: 2 }' },
      { all: `{ ${PUSH} }`, signing: 'signing: { generation: 2, signs: 2 }' },
      ['routine signing-changed: scim-signing-2 signs'],
    ],
    [
      'a key signs at once',
      { all: `{ ${PUSH} }` },
      { all: `{ ${PUSH} }`, signing: 'signing: { generation: 2, signs: 2 }' },
      ['risky signing-without-overlap: scim-signing-2 signs'],
    ],
  ])('is reported with where it goes and what it holds when %s', (_what, before, after, expected) => {
    expect(found(before, after)).toEqual(expected);
  });

  test('names the tenants whose people a stream of all tells of', () => {
    const { findings } = review(planned({}, { all: `{ ${PUSH} }` }));

    expect(findings[0]?.attributes).toEqual([{ name: 'tenants', before: null, after: ['contoso'] }]);
  });

  test('is in the line about the plan, and needs a label by default', () => {
    const plan = review(planned({}, { contoso: `{ ${HOOK} }` }));

    expect(headline(plan)).toBe("data about a tenant's people goes to a new receiver (product of contoso)");
    expect(keepsPolicy(reviewOf([plan], DEFAULT_POLICY, []))).toBe(false);
    expect(keepsPolicy(reviewOf([plan], DEFAULT_POLICY, ['access-change']))).toBe(true);
  });

  test('is reported for a tenant that comes with one', () => {
    const { input = {} } = registry({ contoso: `{ ${HOOK} }` });
    const kinds = review(change('terraform_data.tenants', { input: { tenants: [] } }, { input })).findings.map(
      ({ kind }) => kind,
    );

    expect(kinds).toEqual(['stream-added', 'tenant-added']);
  });
});

describe('a change to a secret of streams', () => {
  const secret = (before: JsonObject | null, after: JsonObject | null, more = {}) =>
    review(change('azurerm_key_vault_secret.scim-webhook-contoso--product-1', before, after, more)).findings.map(
      ({ kind, what }) => `${CONSEQUENCES[kind].class} ${kind}: ${what}`,
    );
  const IS = {
    name: 'scim-webhook-contoso--product-1',
    value_wo_version: 1,
    content_type: 'Secret that signs webhooks',
  };

  test.each<[string, JsonObject | null, JsonObject | null, object, string]>([
    ['made', null, IS, {}, 'routine stream-secret-made: scim-webhook-contoso--product-1'],
    ['deleted', IS, null, {}, 'routine stream-secret-deleted: scim-webhook-contoso--product-1'],
    [
      'made anew under its name',
      IS,
      IS,
      { actions: ['delete', 'create'] },
      'risky stream-secret-replaced: scim-webhook-contoso--product-1',
    ],
    [
      'overwritten',
      IS,
      { ...IS, value_wo_version: 2 },
      {},
      'risky stream-secret-replaced: scim-webhook-contoso--product-1',
    ],
    ['described', IS, { ...IS, content_type: 'Secret' }, {}, 'routine changed: secret scim-webhook-contoso--product-1'],
  ])('is reported when it is %s', (_what, before, after, more, expected) => {
    expect(secret(before, after, more)).toEqual([expected]);
  });
});

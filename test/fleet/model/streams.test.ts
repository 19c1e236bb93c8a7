import { EVENT_TYPES } from '../../../account/event-type';
import { lockFleet, renderLock } from '../../../fleet/fleet-lock';
import { loadConfig } from '../../../fleet/load-config';
import { openRegistry } from '../../../fleet/tenant-registry';
import { configComplaints, configFolder, CONTOSO, FABRIKAM, PLATFORM } from '../../support/config-folder';

const contoso = (lines: string) => ({ 'tenants/contoso.yaml': `${CONTOSO}${lines}\n` });
const platform = (lines: string) => ({ 'platform.yaml': `${PLATFORM}${lines}\n` });
const SOMEBODY = '0c7f3f6e-0c1f-4f0a-9a55-2d8f2f5b9d10';

const HOOK = 'delivery: webhook, url: "https://app.example.com/hooks"';
const PUSH = 'delivery: push, url: "https://siem.example.com/events", audience: "https://siem.example.com"';
const POLL = 'delivery: poll, audience: "https://idp.example.com", reader: idp';

/** The registry that a folder with these files gives the service. */
function registryOf(files: Record<string, string>) {
  using folder = configFolder(files);
  const config = loadConfig(folder.path);
  return openRegistry(config.served, config.platform);
}

describe('streams', () => {
  test('are in the registry, each with what its delivery needs, for one tenant and for all', () => {
    const registry = registryOf({
      ...platform(
        `readers: [{ name: idp }]\nstreams:\n  - { name: siem, ${PUSH}, content: full, authorization: {}, privateAddresses: true }\n  - { name: idp, ${POLL} }`,
      ),
      ...contoso(`streams: [{ name: product, ${HOOK}, types: [user.deactivated], identities: [${SOMEBODY}] }]`),
    });

    expect(registry.tenants[0]?.streams).toEqual([
      {
        name: 'product',
        delivery: 'webhook',
        url: 'https://app.example.com/hooks',
        types: ['user.deactivated'],
        secrets: ['scim-webhook-contoso--product-1'],
      },
    ]);
    expect(registry.streams).toEqual([
      {
        name: 'siem',
        delivery: 'push',
        url: 'https://siem.example.com/events',
        audience: 'https://siem.example.com',
        content: 'full',
        authorization: 'scim-authorization-siem-1',
        privateAddresses: true,
      },
      { name: 'idp', delivery: 'poll', audience: 'https://idp.example.com', content: 'notice', reader: 'idp' },
    ]);
    expect(registry.signing).toEqual(['scim-signing-1']);
  });

  test('sign with every generation that is not retired, newest first', () => {
    const { tenants } = registryOf(
      contoso(`streams: [{ name: product, ${HOOK}, secret: { generation: 4, retired: 2 } }]`),
    );

    expect(tenants[0]?.streams?.[0]?.secrets).toEqual([
      'scim-webhook-contoso--product-4',
      'scim-webhook-contoso--product-3',
    ]);
  });

  test.each([
    ['the first key signs', '', ['scim-signing-1']],
    ['a new key is published before it signs', 'signing: { generation: 2 }', ['scim-signing-1', 'scim-signing-2']],
    [
      'then signs, with the old one still published',
      'signing: { generation: 2, signs: 2 }',
      ['scim-signing-2', 'scim-signing-1'],
    ],
    ['and is alone once that is retired', 'signing: { generation: 2, retired: 1 }', ['scim-signing-2']],
  ])('of security event tokens have keys: %s', (_step, signing, expected) => {
    const streams = `streams: [{ name: siem, ${PUSH} }]`;

    expect(registryOf({ ...platform(signing), ...contoso(streams) }).signing).toEqual(expected);
  });

  test('are not in the registry where there are none, and without security event tokens no key is', () => {
    expect(JSON.stringify(registryOf(contoso('')))).not.toMatch(/streams|signing/);
    expect(registryOf(contoso(`streams: [{ name: product, ${HOOK} }]`))).not.toHaveProperty('signing');
  });

  test('of a tenant whose file is gone go on, since the lock remembers them', () => {
    const files = contoso(
      `readers: [{ name: idp }]\nstreams:\n  - { name: product, ${HOOK}, secret: { generation: 2, retired: 1 }, identities: [${SOMEBODY}] }\n  - { name: siem, ${PUSH}, authorization: { generation: 3 } }\n  - { name: idp, ${POLL}, types: [user.deleted] }`,
    );
    using folder = configFolder(files);
    const lock = renderLock(lockFleet({ tenants: {} }, loadConfig(folder.path)));

    const after = registryOf({ 'tenants/fabrikam.yaml': FABRIKAM, 'fleet.lock.yaml': lock });

    expect(after).toEqual(registryOf(files));
  });

  test('are not in the lock where there are none, so that it stays as it is', () => {
    using folder = configFolder(contoso(''));

    expect(renderLock(lockFleet({ tenants: {} }, loadConfig(folder.path)))).not.toContain('streams');
  });

  test('fail with a generation that goes back, by name', () => {
    using folder = configFolder(
      contoso(
        `streams: [{ name: product, ${HOOK}, secret: { generation: 3, retired: 2 } }, { name: siem, ${PUSH}, authorization: { generation: 2 } }]`,
      ),
    );
    const lock = { 'fleet.lock.yaml': renderLock(lockFleet({ tenants: {} }, loadConfig(folder.path))) };

    const complaints = configComplaints({
      ...lock,
      ...contoso(`streams: [{ name: siem, ${PUSH}, authorization: {} }, { name: product, ${HOOK} }]`),
    });

    expect(complaints).toEqual([
      expect.stringContaining(
        'streams[0].authorization.generation: goes back from 2 to 1, to a secret that was replaced; set 2, or more to rotate',
      ),
      expect.stringContaining('streams[1].secret.generation: goes back from 3 to 1'),
      expect.stringContaining('streams[1].secret.retired: goes back from 2 to 0'),
    ]);
  });

  test('fail with all that is wrong with them at once', () => {
    const complaints = configComplaints(
      contoso(
        `streams:\n  - { name: product, ${HOOK}, audience: x, content: full }\n  - { name: product, delivery: push, secret: {} }\n  - { name: idp, ${POLL} }`,
      ),
    );

    expect(complaints.map((complaint) => complaint.replace(/^\S+ /, ''))).toEqual([
      'streams[0].audience: has no meaning for webhook, only for push and poll; remove it, or change delivery',
      'streams[0].content: has no meaning for webhook, only for push and poll; remove it, or change delivery',
      'streams[1].name: is already the name of tenants/contoso.yaml:12; give this stream its own',
      'streams[1].secret: has no meaning for push, only for webhook; remove it, or change delivery',
      'streams[1].url: is missing; a push needs the https URL that tokens are sent to',
      'streams[1].audience: is missing; tokens name their audience; give the one that the receiver checks',
      "streams[2].reader: 'idp' is not a reader in this file; declare it there, with 'name: idp'",
    ]);
  });

  test.each([
    [
      'whose URL is not https',
      contoso('streams: [{ name: product, delivery: webhook, url: "http://app.example.com" }]'),
      "streams[0].url: must be an https URL, because events contain people's data",
    ],
    [
      'whose URL holds a secret',
      contoso('streams: [{ name: product, delivery: webhook, url: "https://app.example.com/?token=abc" }]'),
      'streams[0].url: must not contain a token in its query',
    ],
    [
      'with an unknown type',
      contoso(`streams: [{ name: product, ${HOOK}, types: [user.deactivate] }]`),
      `streams[0].types[0]: must be one of ${EVENT_TYPES.join(', ')}; got 'user.deactivate'; did you mean 'user.deactivated'?`,
    ],
    [
      'with no type',
      contoso(`streams: [{ name: product, ${HOOK}, types: [] }]`),
      'streams[0].types: must name at least one type; leave it out for all of them',
    ],
    [
      'with a type twice',
      contoso(`streams: [{ name: product, ${HOOK}, types: [user.deleted, user.deleted] }]`),
      'streams[0].types[1]: is already entry 1 of this list; remove one',
    ],
    [
      'beyond ten',
      contoso(`streams: [${Array.from({ length: 11 }, (_, index) => `{ name: s${index}, ${HOOK} }`).join()}]`),
      'streams: must be a list of at most 10 streams; several receivers can share a stream',
    ],
    [
      'whose only secret is retired',
      contoso(`streams: [{ name: product, ${HOOK}, secret: { retired: 1 } }]`),
      "streams[0].secret.retired: must be below the generation 1, otherwise nothing signs the events for 'product'; to remove the stream, remove its entry; got 1",
    ],
    [
      "with a reader of another file's",
      { ...platform('readers: [{ name: idp }]'), ...contoso(`streams: [{ name: idp, ${POLL} }]`) },
      "streams[0].reader: 'idp' is not a reader in this file",
    ],
    [
      'with a misspelled reader',
      contoso(`readers: [{ name: idps }]\nstreams: [{ name: idp, ${POLL} }]`),
      "streams[0].reader: 'idp' is not a reader in this file; did you mean 'idps'?",
    ],
    [
      "that reach private addresses from a tenant's file",
      contoso(`streams: [{ name: product, ${HOOK}, privateAddresses: true }]`),
      "streams[0].privateAddresses: is allowed only for a stream in platform.yaml, because the author of a tenant's file must not reach into the network",
    ],
    [
      'with the name of a stream of all',
      { ...platform(`streams: [{ name: product, ${HOOK} }]`), ...contoso(`streams: [{ name: product, ${HOOK} }]`) },
      "streams[0].name: 'product' is already the name of a stream of all tenants in platform.yaml; give this one its own",
    ],
    [
      'of an endpoint that is not ours',
      { 'tenants/fabrikam.yaml': `${FABRIKAM}streams: [{ name: product, ${HOOK} }]\n` },
      "streams: belongs to the companion service; remove it, or set 'target: companion'",
    ],
    [
      'in the defaults of all tenants',
      { 'defaults.yaml': `streams: [{ name: product, ${HOOK} }]\n` },
      "streams: belongs in a tenant's own file, because each tenant has its own streams; move it there",
    ],
    [
      'when all their keys are retired',
      platform('signing: { retired: 1 }'),
      'signing.retired: must be below the generation 1, otherwise no key is left to sign with; got 1',
    ],
    [
      'when a key signs that is retired',
      platform('signing: { generation: 3, retired: 1, signs: 1 }'),
      'signing.signs: must be from 2 to 3, a generation that exists and is not retired; got 1',
    ],
  ])('fail %s', (_what, files, message) => {
    expect(configComplaints(files)).toEqual([expect.stringContaining(message)]);
  });

  test('of all tenants fail with the name of a stream that only the lock remembers, whose tenant is served still', () => {
    using folder = configFolder(contoso(`streams: [{ name: product, ${HOOK} }]`));
    const lock = renderLock(lockFleet({ tenants: {} }, loadConfig(folder.path)));

    const complaints = configComplaints({
      ...platform(`streams: [{ name: lake, ${HOOK} }, { name: product, ${HOOK} }]`),
      'fleet.lock.yaml': lock,
    });

    expect(complaints).toEqual([
      expect.stringContaining(
        "streams[1].name: 'product' is already the name of a stream of tenant 'contoso', which is served although its file is gone",
      ),
    ]);
  });
});

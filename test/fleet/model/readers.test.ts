import { lockFleet, renderLock } from '../../../fleet/fleet-lock';
import { loadConfig } from '../../../fleet/load-config';
import { openRegistry } from '../../../fleet/tenant-registry';
import { configComplaints, configFolder, CONTOSO, FABRIKAM, PLATFORM } from '../../support/config-folder';

const contoso = (readers: string) => ({ 'tenants/contoso.yaml': `${CONTOSO}readers: ${readers}\n` });
const platform = (readers: string) => ({ 'platform.yaml': `${PLATFORM}readers: ${readers}\n` });
const SOMEBODY = '0c7f3f6e-0c1f-4f0a-9a55-2d8f2f5b9d10';

describe('readers', () => {
  test('are declared by name, for one tenant or for all, with the first generation of a token', () => {
    const identities = [SOMEBODY];
    using folder = configFolder({
      ...platform('[{ name: warehouse }]'),
      ...contoso(`[{ name: product, identities: [${identities.join()}] }]`),
    });

    const config = loadConfig(folder.path);

    const token = { generation: 1, retired: 0 };
    expect(config.platform.readers).toEqual([{ name: 'warehouse', token, identities: [] }]);
    expect(config.tenants[0]?.target).toMatchObject({ readers: [{ name: 'product', token, identities }] });
  });

  test('are in the registry with every generation that is not retired, and not at all without any', () => {
    using folder = configFolder({
      ...platform('[{ name: warehouse, token: { generation: 3, retired: 1 } }]'),
      ...contoso('[{ name: product }]'),
    });
    using bare = configFolder({ 'tenants/contoso.yaml': CONTOSO });
    const [config, without] = [loadConfig(folder.path), loadConfig(bare.path)];

    expect(openRegistry(config.served, config.platform)).toMatchObject({
      tenants: [{ slug: 'contoso', tokens: ['gen-1'], readers: ['product-1'] }],
      readers: ['warehouse-2', 'warehouse-3'],
    });
    expect(JSON.stringify(openRegistry(without.served, without.platform))).not.toContain('readers');
  });

  test('of a tenant whose file is gone go on reading, since the lock remembers them', () => {
    using folder = configFolder(contoso('[{ name: product, token: { generation: 2, retired: 1 } }]'));
    const lock = renderLock(lockFleet({ tenants: {} }, loadConfig(folder.path)));
    using after = configFolder({ 'tenants/fabrikam.yaml': FABRIKAM, 'fleet.lock.yaml': lock });

    const { served, platform: ofAll } = loadConfig(after.path);

    expect(openRegistry(served, ofAll).tenants).toMatchObject([{ slug: 'contoso', readers: ['product-2'] }]);
  });

  test('of a tenant that leaves share no name with one of all tenants, since nobody serves them', () => {
    const files = {
      ...platform('[{ name: product }]'),
      'tenants/contoso.yaml': `${CONTOSO}readers: [{ name: product }]\nstate: absent\ndeletionProtection: false\n`,
    };

    expect(configComplaints(files)).toEqual([]);
  });

  test('of all tenants fail with the name of a reader that only the lock remembers, whose tenant is served still', () => {
    using folder = configFolder(contoso('[{ name: product }]'));
    const lock = renderLock(lockFleet({ tenants: {} }, loadConfig(folder.path)));

    const complaints = configComplaints({
      ...platform('[{ name: lake }, { name: product }]'),
      'fleet.lock.yaml': lock,
    });

    expect(complaints).toEqual([
      expect.stringContaining(
        "platform.yaml:6:35 readers[1].name: 'product' is already the name of a reader of tenant 'contoso', which is served although its file is gone",
      ),
    ]);
  });

  test.each([
    [
      'without a name',
      contoso('[{ token: { generation: 1 } }]'),
      'readers[0].name: is missing; must be a short name for the client, such as product',
    ],
    ['with a name of another form', contoso('[{ name: My App }]'), 'readers[0].name: must be lower-case letters'],
    [
      'named as the tokens of Entra are',
      contoso('[{ name: gen }]'),
      "readers[0].name: must not be gen, which names Entra's own tokens in logs",
    ],
    [
      'with one name twice',
      contoso('[{ name: product }, { name: product }]'),
      'readers[1].name: is already the name of tenants/contoso.yaml:11; give this reader its own',
    ],
    [
      'whose only generation is retired',
      platform('[{ name: product, token: { retired: 1 } }]'),
      "readers[0].token.retired: must be below the generation 1, or 'product' has no valid token; to remove it, remove its entry; got 1",
    ],
    [
      'with the name of a reader of all',
      { ...platform('[{ name: product }]'), ...contoso('[{ name: product }]') },
      "readers[0].name: 'product' is already the name of a reader of all tenants in platform.yaml; give this one its own",
    ],
    [
      'with one identity twice, in whatever case',
      platform(`[{ name: product, identities: [${SOMEBODY}, ${SOMEBODY.toUpperCase()}] }]`),
      'readers[0].identities[1]: is already entry 1 of this list; remove one',
    ],
    [
      'of an endpoint that is not ours',
      { 'tenants/fabrikam.yaml': `${FABRIKAM}readers: [{ name: product }]\n` },
      "readers: belongs to the companion service; remove it, or set 'target: companion'",
    ],
    [
      'in the defaults of all tenants',
      { 'defaults.yaml': 'readers: [{ name: product }]\n' },
      "readers: belongs in a tenant's own file, because each tenant has its own readers; move it there",
    ],
  ])('fail %s', (_what, files, message) => {
    const complaints = configComplaints(files);

    expect(complaints).toEqual([expect.stringContaining(message)]);
  });
});

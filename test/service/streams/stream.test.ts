import { TenantRegistry } from '../../../service/directory/tenant-registry';
import { Streams } from '../../../service/streams/stream';
import { registryEntry } from '../../support/registry-entry';

const webhook = {
  name: 'product',
  delivery: 'webhook',
  url: 'https://app.example.com/hooks',
  secrets: ['stream-product-1'],
};
const push = { name: 'siem', delivery: 'push', url: 'https://siem.example.com', audience: 'https://siem.example.com' };
const poll = { name: 'idp', delivery: 'poll', audience: 'https://idp.example.com', reader: 'idp' };
const signing = ['set-signing-key-1'];

/** The streams of the tenants contoso, which has some of its own, and fabrikam, which has none. */
function streamsOf(own: readonly object[], ofAll: readonly object[] = [], others: object = {}): Streams {
  const tenants = [registryEntry('contoso', 'a', { streams: own }), registryEntry('fabrikam', 'b')];
  return new Streams(TenantRegistry.parse(JSON.stringify({ tenants, streams: ofAll, ...others })));
}

describe('Streams', () => {
  test('tells of a tenant by its own streams and by those of all tenants', () => {
    const streams = streamsOf([webhook], [push, poll], { signing });

    expect([...streams.each()].map(({ tenant, stream }) => `${tenant.slug} ${stream.name}`)).toEqual([
      'contoso product',
      'contoso siem',
      'contoso idp',
      'fabrikam siem',
      'fabrikam idp',
    ]);
    expect(streams.all.map(({ name }) => name)).toEqual(['siem', 'idp', 'product']);
  });

  test('tells of all events by notices to a public address over https, unless the registry says otherwise', () => {
    const [product, siem] = streamsOf([webhook, push], [], { signing }).all;

    expect(product).toEqual({ ...webhook, types: undefined, privateAddresses: false });
    expect(siem).toMatchObject({ content: 'notice', privateAddresses: false });
  });

  test('allows http where the receiver may have a private address', () => {
    const [product] = streamsOf([{ ...webhook, url: 'http://10.0.0.4/hooks', privateAddresses: true }]).all;

    expect(product).toMatchObject({ url: 'http://10.0.0.4/hooks' });
  });

  test.each([
    [{ ...webhook, url: 'http://app.example.com' }, 'streams[0].url: must be an https URL'],
    [{ ...webhook, url: 'ftp://app.example.com' }, 'streams[0].url: must be an https URL'],
    [{ ...webhook, url: 'https://me:pass@app.example.com' }, 'streams[0].url: must be an https URL without user'],
    [{ ...webhook, secrets: [] }, 'streams[0].secrets: must be a list of names of secrets'],
    [{ ...webhook, secrets: ['../tenants.json'] }, 'streams[0].secrets[0]: must be the name of a secret'],
    [{ ...webhook, name: 'Our Product' }, "streams[0].name: must be a short name such as 'product'"],
    [{ ...webhook, delivery: 'mail' }, "streams[0].delivery: must be 'webhook', 'push' or 'poll'; got 'mail'"],
    [{ ...webhook, types: [] }, 'streams[0].types: must be a list of types of events, or be left out for all'],
    [{ ...webhook, audience: 'x' }, "streams[0]: contains the unknown key 'audience'; remove it"],
    [{ ...webhook, types: ['user.vanished'] }, "stream 'product' of tenant 'contoso' the type 'user.vanished'"],
    [push, "has the stream 'siem' of security event tokens, but no signing"],
  ])('fails on the stream %j', (stream, flaw) => {
    expect(() => streamsOf([stream])).toThrow(flaw);
  });

  test('fails on two streams of one name, one of which is of all tenants', () => {
    expect(() => streamsOf([webhook], [webhook])).toThrow("gives tenant 'contoso' two streams 'product'");
  });

  test('repeats no value where somebody may have written a secret in place of its name', () => {
    const secret = 'whsec_+SECRET/';

    const message = messageOf(() => streamsOf([{ ...webhook, url: `http://x.example/${secret}`, secrets: [secret] }]));

    expect(message).toContain('secrets[0]: must be the name of a secret');
    expect(message).not.toContain(secret);
  });
});

function messageOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    return (error as Error).message;
  }
  return '';
}

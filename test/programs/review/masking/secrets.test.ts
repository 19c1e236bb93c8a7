import { secretsOf } from '../../../../programs/review/masking/secrets';
import { ALLOW_LIST } from '../../../../programs/review/resources/resources';
import { change, lookedUp, looksUp, planOf, realPlan } from '../../../support/plan-document';

describe('secretsOf', () => {
  test('finds the secrets of a real plan, and leaves the tenant URL readable', () => {
    const secrets = [...secretsOf(realPlan('rotate-token'), ALLOW_LIST)];

    expect(secrets.sort()).toEqual(['MARKER-hash-1', 'MARKER-token-0']);
  });

  test('finds masked values before, after, in drift, in outputs, in data sources and in deferred changes', () => {
    const masked = (name: string) => ({ before_sensitive: { [name]: true }, after_sensitive: { [name]: true } });
    const document = planOf([change('a.b', { x: 'before', y: 'open' }, { x: 'after', y: 'open' }, masked('x'))], {
      resource_drift: [change('a.b', { x: 'known' }, { x: 'found' }, masked('x'))],
      deferred_changes: [{ resource_change: change('c.d', null, { x: { deep: ['put off', 7] } }, masked('x')) }],
      output_changes: { url: { actions: ['create'], after: 'output', after_sensitive: true } },
      planned_values: { outputs: { token: { sensitive: true, value: 'planned' } } },
      ...lookedUp(looksUp('data.e.f', { secret: 'looked up', name: 'open' }, { secret: true })),
    });

    expect([...secretsOf(document, ALLOW_LIST)].sort()).toEqual(
      ['7', 'after', 'before', 'deep', 'found', 'known', 'looked up', 'output', 'planned', 'put off'].sort(),
    );
  });

  test('finds the value of a sensitive variable, which the document prints in clear', () => {
    const document = planOf([], {
      variables: { token: { value: 'from outside' }, region: { value: 'westeurope' } },
      configuration: { root_module: { variables: { token: { sensitive: true, default: 'default' }, region: {} } } },
    });

    expect([...secretsOf(document, ALLOW_LIST)].sort()).toEqual(['default', 'from outside']);
  });

  test('finds the value of a sensitive variable of a module within another', () => {
    const inner = { variables: { key: { sensitive: true } } };
    const outer = {
      variables: { token: { sensitive: true, default: 'default' }, region: { default: 'open' } },
      module_calls: { inner: { expressions: { key: { constant_value: 'handed in' } }, module: inner } },
    };
    const document = planOf([], { configuration: { root_module: { module_calls: { outer: { module: outer } } } } });

    expect([...secretsOf(document, ALLOW_LIST)].sort()).toEqual(['default', 'handed in']);
  });

  test('finds the keys of maps that are secret as a whole, but not the attribute names of a resource', () => {
    const after = { x: { 'bob@contoso.com': '5432' }, blocks: [{ port: '5433' }] };
    const document = planOf([change('a.b', null, after, { after_sensitive: { x: true, blocks: true } })], {
      output_changes: { users: { actions: ['create'], after: { 'eve@contoso.com': 'x' }, after_sensitive: true } },
      variables: { tokens: { value: { 'ann@contoso.com': { inner: ['deep'] } } } },
      planned_values: { outputs: { tokens: { sensitive: true, value: { outer: 'planned' } } } },
      configuration: { root_module: { variables: { tokens: { sensitive: true } } } },
    });

    const people = ['ann@contoso.com', 'bob@contoso.com', 'eve@contoso.com'];
    expect([...secretsOf(document, ALLOW_LIST)].sort()).toEqual(
      [...people, '5432', '5433', 'deep', 'inner', 'outer', 'planned', 'x'].sort(),
    );
  });

  test('recognises secrets even where the document does not mark them', () => {
    const document = planOf([
      change('random_password.t', null, { result: 'token', bcrypt_hash: 'digest', length: 48 }),
      change('azurerm_key_vault_secret.t', null, { name: 'scim-token', value: 'kept' }),
      change('azuread_synchronization_secret.c', null, { credential: [{ key: 'SecretToken', value: 'bearer' }] }),
    ]);

    expect([...secretsOf(document, ALLOW_LIST)].sort()).toEqual(['bearer', 'digest', 'kept', 'token']);
  });

  test('recognises values that are no secrets although the document masks them: names of secrets, tenant URL and scope', () => {
    const secret = [{ name: 'tenants', value: 'registry' }];
    const credential = [
      { key: 'BaseAddress', value: 'https://scim.example.com' },
      { key: 'SecretToken', value: 'bearer' },
      { key: 'SyncAll', value: 'false' },
    ];
    const document = planOf([
      change('azurerm_container_app.a', null, { secret }, { after_sensitive: { secret: true } }),
      change('azuread_synchronization_secret.c', null, { credential }, { after_sensitive: { credential: true } }),
    ]);

    expect([...secretsOf(document, ALLOW_LIST)].sort()).toEqual(['bearer', 'registry']);
  });
});

import { createColors } from 'picocolors';

import { renderDrift } from '../../../../programs/sync/drift/drift-report';

const looked = (tenant: string, error?: string) => ({ tenant, differences: [], error });
const verdict = (...drifts: Parameters<typeof renderDrift>[0]) =>
  renderDrift(drifts, createColors(false)).split('\n').at(-1);

describe('renderDrift', () => {
  test('says below the table what to do about differences that no deployment mends, per tenant', () => {
    const remedy = 'to keep it, declare it';
    const extra = { what: 'assignment group Interns', declared: undefined, found: 'account_billing' };
    const differences = [extra, { ...extra, what: 'job', found: 'Paused' }];
    const drifts = [
      {
        tenant: 'contoso',
        differences: differences.map((one, i) => (i === 0 ? { ...one, remedy } : one)),
        error: undefined,
      },
    ];

    expect(renderDrift(drifts, createColors(false)).split('\n').slice(-2)).toEqual([
      'contoso, assignment group Interns: to keep it, declare it',
      '1 of 1 tenants checked: 2 differences',
    ]);
  });

  test('says that there is no drift when every tenant was looked at', () => {
    expect(verdict(looked('a'), looked('b'))).toBe('2 of 2 tenants checked: no drift');
  });

  test('does not claim so for tenants that it could not look at', () => {
    expect(verdict(looked('a', 'sign in'))).toBe('0 of 1 tenants checked: drift is unknown');
    expect(verdict(looked('a', 'sign in'), looked('b'))).toBe(
      '1 of 2 tenants checked: no drift in these; the state of the others is unknown',
    );
  });
});

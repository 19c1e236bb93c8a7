import { removalFlaws, type Request } from './removal-order';

const principal = '/servicePrincipals/1';
const JOB: Request = { method: 'DELETE', path: `${principal}/synchronization/jobs/scim.1` };
const ASSIGNMENT: Request = { method: 'DELETE', path: `${principal}/appRoleAssignedTo/a` };
const PRINCIPAL: Request = { method: 'DELETE', path: principal };
const APPLICATION: Request = { method: 'DELETE', path: '/applications/2' };
const put = (value: string): Request => ({
  method: 'PUT',
  path: `${principal}/synchronization/secrets`,
  body: { value: [{ key: 'BaseAddress', value }] },
});
const CREDENTIALS = put('');

describe('removalFlaws', () => {
  test('finds none when the job goes first and the application last', () => {
    const read: Request = { method: 'GET', path: principal };

    expect(removalFlaws([read, JOB, ASSIGNMENT, CREDENTIALS, ASSIGNMENT, PRINCIPAL, read, APPLICATION])).toEqual([]);
    expect(removalFlaws([JOB, CREDENTIALS, ASSIGNMENT, PRINCIPAL, APPLICATION])).toEqual([]);
  });

  test.each([
    [
      'an assignment',
      [ASSIGNMENT, JOB, ASSIGNMENT, CREDENTIALS, PRINCIPAL, APPLICATION],
      'the assignments went before',
    ],
    ['the credentials', [CREDENTIALS, JOB, ASSIGNMENT, PRINCIPAL, APPLICATION], 'the credentials went before the job'],
    ['the principal', [JOB, CREDENTIALS, PRINCIPAL, ASSIGNMENT, APPLICATION], 'the service principal went before'],
    ['the application', [JOB, CREDENTIALS, ASSIGNMENT, APPLICATION, PRINCIPAL], 'the application went before'],
  ])('finds that %s went too early', (_what, requests, flaw) => {
    expect(removalFlaws(requests)).toEqual([expect.stringContaining(flaw)]);
  });

  test('misses no emptied credentials where the provider never stored any', () => {
    const requests = [JOB, ASSIGNMENT, PRINCIPAL, APPLICATION];

    expect(removalFlaws(requests, 'vault')).toEqual([]);
    expect(removalFlaws(requests)).toEqual(['the credentials were never emptied']);
    expect(removalFlaws(requests.toReversed(), 'vault')).toHaveLength(3);
  });

  test('finds what was left, and takes credentials that are changed for left', () => {
    expect(removalFlaws([put('https://scim.example.com'), ASSIGNMENT, PRINCIPAL, APPLICATION])).toEqual([
      'the job was never deleted',
      'the credentials were never emptied',
    ]);
  });
});

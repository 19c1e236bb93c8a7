import { removalFlaws, type Request } from './removal-order';

const principal = '/servicePrincipals/1';
const JOB: Request = { method: 'DELETE', path: `${principal}/synchronization/jobs/scim.1` };
const ASSIGNMENT: Request = { method: 'DELETE', path: `${principal}/appRoleAssignedTo/a` };
const PRINCIPAL: Request = { method: 'DELETE', path: principal };
const APPLICATION: Request = { method: 'DELETE', path: '/applications/2' };
describe('removalFlaws', () => {
  test('finds none when the job goes first and the application last', () => {
    const read: Request = { method: 'GET', path: principal };

    expect(removalFlaws([read, JOB, ASSIGNMENT, ASSIGNMENT, PRINCIPAL, read, APPLICATION])).toEqual([]);
  });

  test.each([
    ['an assignment', [ASSIGNMENT, JOB, ASSIGNMENT, PRINCIPAL, APPLICATION], 'the assignments went before'],
    ['the principal', [JOB, PRINCIPAL, ASSIGNMENT, APPLICATION], 'the service principal went before'],
    ['the application', [JOB, ASSIGNMENT, APPLICATION, PRINCIPAL], 'the application went before'],
  ])('finds that %s went too early', (_what, requests, flaw) => {
    expect(removalFlaws(requests)).toEqual([expect.stringContaining(flaw)]);
  });

  test('finds what was left behind', () => {
    expect(removalFlaws([ASSIGNMENT, PRINCIPAL, APPLICATION])).toEqual(['the job was never deleted']);
  });
});

import { AppRoleAssignment } from '@cdktf/provider-azuread/lib/app-role-assignment';
import { DataAzureadGroup } from '@cdktf/provider-azuread/lib/data-azuread-group';
import { DataAzureadUser } from '@cdktf/provider-azuread/lib/data-azuread-user';
import type { Construct } from 'constructs';

import { type RoleAssignment, RoleAssignments } from '../../../constructs/entra/role-assignments';
import { TEMPLATE_ROLES } from '../../../entra/app-role';
import { enterpriseApp, REVIEWER, STEWARD } from '../../support/entra-app';
import { schemaComplaints } from '../../support/provider-schemas';
import { synth } from '../../support/synth';

const OBJECT_ID = '3f0a8c52-1f0e-4b57-a0f4-7f2f3a1c9be4';
const analysts: RoleAssignment = { principal: { kind: 'group', reference: 'Data Analysts' }, role: REVIEWER };
const ann: RoleAssignment = { principal: { kind: 'user', reference: 'ann@contoso.example' }, role: STEWARD };
const byId: RoleAssignment = { principal: { kind: 'group', reference: OBJECT_ID }, role: REVIEWER };

const assign =
  (...assignments: RoleAssignment[]) =>
  (scope: Construct) =>
    new RoleAssignments(scope, 'Assignments', { app: enterpriseApp(scope), assignments });

describe('RoleAssignments', () => {
  test("takes the role's literal id, so that a change to another role replaces no assignment", () => {
    const assignments = Object.values(synth(assign(analysts, ann)).all(AppRoleAssignment));

    expect(assignments.map(({ app_role_id }) => app_role_id)).toEqual([REVIEWER.id, STEWARD.id]);
  });

  test('looks a group up by its name and a user by the principal name', () => {
    const stack = synth(assign(analysts, ann));

    expect(stack.only(DataAzureadGroup)).toMatchObject({ display_name: 'Data Analysts', security_enabled: true });
    expect(stack.only(DataAzureadUser)).toMatchObject({ user_principal_name: 'ann@contoso.example' });
    expect(stack.all(AppRoleAssignment)['group-data-analysts']?.['principal_object_id']).toBe(
      '${data.azuread_group.group-data-analysts.object_id}',
    );
  });

  test('puts file and line into the address of a lookup, which Terraform prints when it does not find exactly one', () => {
    const stack = synth(assign({ ...analysts, place: 'config/tenants/contoso.yaml:14' }));

    expect(stack.only(DataAzureadGroup)).toMatchObject({
      display_name: 'Data Analysts',
      for_each: '${toset(["config/tenants/contoso.yaml:14"])}',
    });
  });

  test('keeps the assignment as it is when its line moves', () => {
    const assignmentAt = (place: string) => synth(assign({ ...analysts, place })).only(AppRoleAssignment);

    expect(assignmentAt('config/tenants/contoso.yaml:14')).toEqual(assignmentAt('config/tenants/contoso.yaml:15'));
    expect(assignmentAt('config/tenants/contoso.yaml:14')['principal_object_id']).toBe(
      '${one(values(data.azuread_group.group-data-analysts)).object_id}',
    );
  });

  test('looks a user up only once who is both assigned and an owner', () => {
    const stack = synth((scope) => {
      const app = enterpriseApp(scope, { owners: [{ reference: ann.principal.reference.toUpperCase() }] });
      new RoleAssignments(scope, 'Assignments', { app, assignments: [ann] });
    });

    expect(Object.keys(stack.all(DataAzureadUser))).toHaveLength(1);
  });

  test('moves the assignment of a renamed group or user, since replacing it would leave a gap', () => {
    const stack = synth(assign({ ...byId, former: analysts.principal }, ann));

    expect((stack.json as { moved?: unknown }).moved).toEqual([
      {
        from: 'azuread_app_role_assignment.group-data-analysts',
        to: `azuread_app_role_assignment.group-${OBJECT_ID}`,
      },
    ]);
    expect(synth(assign(analysts, ann)).json).not.toHaveProperty('moved');
  });

  test('fails when a former name is assigned too', () => {
    expect(() => synth(assign(analysts, { ...ann, former: analysts.principal }))).toThrow(
      "'former' must not name a principal that is assigned; 'Data Analysts' is",
    );
  });

  test('uses an object id as it is', () => {
    const stack = synth(assign(byId));

    expect(stack.all(DataAzureadGroup)).toEqual({});
    expect(stack.only(AppRoleAssignment)['principal_object_id']).toBe(OBJECT_ID);
  });

  test('stops the plan when a name turns out to be a principal that already has a role under its object id', () => {
    const stack = synth(assign({ ...analysts, place: 'config/tenants/contoso.yaml:14' }, byId));

    expect(stack.all(AppRoleAssignment)['group-data-analysts']?.['lifecycle']).toMatchObject({
      precondition: [
        {
          condition: `\${!contains(["${OBJECT_ID}"], one(values(data.azuread_group.group-data-analysts)).object_id)}`,
          error_message:
            "config/tenants/contoso.yaml:14: group 'Data Analysts' is also listed by its object id; keep one of the two.",
        },
      ],
    });
    expect(stack.all(AppRoleAssignment)[`group-${OBJECT_ID}`]?.['lifecycle']).toEqual({ create_before_destroy: true });
  });

  test('keeps the names of the assignments when their order or a role changes', () => {
    const before = Object.keys(synth(assign(analysts, ann)).all(AppRoleAssignment));
    const after = Object.keys(synth(assign(ann, { ...analysts, role: STEWARD })).all(AppRoleAssignment));

    expect(after.sort()).toEqual(before.sort());
  });

  test('distinguishes principals whose names differ only in punctuation', () => {
    const assignments = ['R&D', 'R-D', 'r d'].map((reference) => ({
      principal: { kind: 'group' as const, reference },
      role: REVIEWER,
    }));

    expect(Object.keys(synth(assign(...assignments)).all(AppRoleAssignment))).toHaveLength(3);
  });

  test('assigns a changed role before it removes the old one, so that nobody falls out of scope', () => {
    expect(synth(assign(analysts)).only(AppRoleAssignment)['lifecycle']).toEqual({ create_before_destroy: true });
  });

  test('waits until Graph knows the application everywhere', () => {
    expect(synth(assign(analysts)).only(AppRoleAssignment)['depends_on']).toEqual(['time_sleep.replicated']);
  });

  test('writes only what the providers accept', () => {
    expect(schemaComplaints(synth(assign(analysts, ann, byId)).json)).toEqual([]);
  });

  test('fails when a principal is named twice', () => {
    expect(() => synth(assign(analysts, { ...analysts, role: STEWARD }))).toThrow(
      "'assignments' must name each principal once; 'Data Analysts' occurs twice",
    );
  });

  test('fails when one object id is named as a group and as a user', () => {
    const reference = '3f0a8c52-1f0e-4b57-a0f4-7f2f3a1c9be4';
    const as = (kind: 'group' | 'user') => ({ ...analysts, principal: { kind, reference } });

    expect(() => synth(assign(as('group'), as('user')))).toThrow(
      `'assignments' must name each principal once; '${reference}' occurs twice`,
    );
  });

  test('fails when a disabled role is assigned, which Entra would refuse half-way', () => {
    expect(() => synth(assign({ ...analysts, role: { ...REVIEWER, enabled: false } }))).toThrow(
      "'assignments' must use roles that are enabled; 'Account Reviewer' is not",
    );
  });

  test("fails when one of the template's own roles is assigned", () => {
    const [user] = TEMPLATE_ROLES;

    expect(() => synth(assign({ ...analysts, role: user ?? REVIEWER }))).toThrow(
      "'assignments' must use roles with a value; 'User' has none",
    );
  });
});

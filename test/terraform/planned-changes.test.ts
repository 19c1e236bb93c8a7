import { plannedChanges } from './planned-changes';

test('plannedChanges lists what changes, and leaves out what is read or stays', () => {
  const change = (address: string, actions: string[], mode: 'managed' | 'data' = 'managed') => ({
    address,
    mode,
    change: { actions },
  });

  expect(
    plannedChanges({
      resource_changes: [
        change('terraform_data.sync', ['create', 'delete']),
        change('azuread_application.app', ['update']),
        change('azuread_service_principal.app', ['no-op']),
        change('azuread_synchronization_secret.credentials', ['forget']),
        change('data.azuread_group.team', ['read'], 'data'),
      ],
    }),
  ).toEqual([
    'forget azuread_synchronization_secret.credentials',
    'replace terraform_data.sync',
    'update azuread_application.app',
  ]);
  expect(plannedChanges({})).toEqual([]);
});

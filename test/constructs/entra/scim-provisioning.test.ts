import { AppRoleAssignment } from '@cdktf/provider-azuread/lib/app-role-assignment';
import { Application } from '@cdktf/provider-azuread/lib/application';
import { SynchronizationJob } from '@cdktf/provider-azuread/lib/synchronization-job';
import { SynchronizationSecret } from '@cdktf/provider-azuread/lib/synchronization-secret';
import { Construct } from 'constructs';

import { RoleAssignments } from '../../../constructs/entra/role-assignments';
import { ScimProvisioning, type ScimProvisioningProps } from '../../../constructs/entra/scim-provisioning';
import { DEFAULT_MAPPINGS, MAPPING_PRESETS } from '../../../entra/attribute-mapping';
import { DIRECTORY_ID, enterpriseApp, REVIEWER, secretReference } from '../../support/entra-app';
import { schemaComplaints } from '../../support/provider-schemas';
import { type Block, synth, type Synthesized } from '../../support/synth';

const provision =
  (overrides: Partial<ScimProvisioningProps> = {}) =>
  (scope: Construct) => {
    const app = enterpriseApp(scope);
    return new ScimProvisioning(scope, 'Provisioning', {
      app,
      assignments: new RoleAssignments(scope, 'Assignments', {
        app,
        assignments: [{ principal: { kind: 'group', reference: 'Data Analysts' }, role: REVIEWER }],
      }),
      tenantUrl: 'https://scim.example.com/scim/v2?aadOptscim062020',
      secretToken: secretReference(scope),
      ...overrides,
    });
  };

/** The sync step. The application has another `terraform_data`. */
function stepOf({ json }: Synthesized): Block {
  return json.resource?.['terraform_data']?.['sync'] ?? {};
}

const VAULT_SETTINGS = {
  credentials: 'vault',
  tokenSecret: 'https://acme-scim-kv.vault.azure.net/secrets/scim-token-contoso-3',
  accidentalDeletionThreshold: 500,
  notify: 'identity@contoso.example',
  skipOutOfScopeDeletions: true,
} as const;
const VAULT = { ...VAULT_SETTINGS, secretToken: undefined };

const CHANGED: Record<string, unknown> = {
  enabled: false,
  scope: 'all',
  mappings: MAPPING_PRESETS.full,
  scopingFilters: {
    users: [{ name: 'Staff', clauses: [{ attribute: 'employeeId', operator: 'IS NOT NULL' }] }],
    groups: [],
  },
  tokenGeneration: 9,
};

describe('ScimProvisioning', () => {
  test('stores exactly the three credentials that the provider can wait for, in their order', () => {
    expect(synth(provision()).only(SynchronizationSecret)['credential']).toEqual([
      { key: 'BaseAddress', value: 'https://scim.example.com/scim/v2?aadOptscim062020' },
      { key: 'SecretToken', value: '${var.token}' },
      { key: 'SyncAll', value: 'false' },
    ]);
  });

  test('stops the plan when the token is empty, starts with its scheme, or ends with a line break', () => {
    expect(synth(provision()).only(SynchronizationSecret)['lifecycle']).toEqual({
      precondition: [
        {
          condition: '${can(regex("^[^[:space:]]+$", var.token))}',
          error_message: expect.stringMatching(/^The secret token must be the token alone: .* 'Bearer '/),
        },
      ],
    });
  });

  test('puts everybody in scope when asked to', () => {
    const { credential } = synth(provision({ scope: 'all' })).only(SynchronizationSecret);

    expect(credential).toContainEqual({ key: 'SyncAll', value: 'true' });
  });

  test("creates the job stopped and leaves it to others to start it, so that it never runs with Entra's mappings", () => {
    expect(synth(provision()).only(SynchronizationJob)).toMatchObject({
      template_id: 'scim',
      enabled: false,
      lifecycle: { ignore_changes: ['enabled'] },
    });
  });

  test('creates the job after credentials and assignments, and so destroys it before them', () => {
    expect(synth(provision()).only(SynchronizationJob)['depends_on']).toEqual([
      'azuread_synchronization_secret.credentials',
      'azuread_app_role_assignment.group-data-analysts',
      'time_sleep.replicated',
    ]);
  });

  test('runs the sync step after everything else, with settings that a plan shows and that contain no secret', () => {
    const { depends_on, input, provisioner } = stepOf(synth(provision({ tokenGeneration: 3 })));

    expect(depends_on).toEqual([
      'azuread_synchronization_secret.credentials',
      'azuread_synchronization_job.job',
      'azuread_app_role_assignment.group-data-analysts',
    ]);
    expect(input).toMatchObject({
      directoryId: DIRECTORY_ID,
      jobId: '${basename(azuread_synchronization_job.job.id)}',
      tenantUrl: 'https://scim.example.com/scim/v2?aadOptscim062020',
      credentials: 'terraform',
      tokenGeneration: 3,
      enabled: true,
      mappings: DEFAULT_MAPPINGS,
    });
    expect(JSON.stringify([input, provisioner])).not.toContain('var.token');
    expect(provisioner).toEqual([
      {
        'local-exec': {
          command: 'npx --no-install entra-scim sync apply',
          working_dir: expect.stringMatching(/^\$\{path\.root\}\/\.\.\//),
          environment: { SYNC_SETTINGS: '${jsonencode(self.input)}' },
        },
      },
    ]);
  });

  test('tells the sync step which cloud it works in', () => {
    const { provisioner } = stepOf(synth(provision({ stepEnvironment: { ARM_ENVIRONMENT: 'china' } })));

    expect(provisioner).toMatchObject([{ 'local-exec': { environment: { ARM_ENVIRONMENT: 'china' } } }]);
  });

  test('runs the sync step again when a setting, the job or the credentials change', () => {
    const step = (overrides: Partial<ScimProvisioningProps>) => stepOf(synth(provision(overrides)));
    const triggers = ['enabled', 'scope', 'mappings', 'scopingFilters', 'tokenGeneration'].map(
      (key) => step({ [key]: CHANGED[key] })['triggers_replace'],
    );

    expect(new Set([step({})['triggers_replace'], ...triggers].map((one) => JSON.stringify(one))).size).toBe(6);
    expect(step({})['lifecycle']).toEqual({
      replace_triggered_by: ['azuread_synchronization_job.job', 'azuread_synchronization_secret.credentials'],
    });
  });

  test("keeps the token out of Terraform's hands in mode 'vault', and sets what only the step can set", () => {
    const stack = synth(provision(VAULT));

    expect(stack.json.resource).not.toHaveProperty('azuread_synchronization_secret');
    expect(stepOf(stack)['input']).toMatchObject(VAULT_SETTINGS);
    expect(stack.only(SynchronizationJob)['depends_on']).toContain('time_sleep.replicated');
    expect(stepOf(stack)['lifecycle']).toEqual({
      replace_triggered_by: ['azuread_synchronization_job.job'],
    });
  });

  test("lets Terraform forget credentials that it stored before the mode was 'vault', rather than empty them", () => {
    const { removed } = synth(provision(VAULT)).json as unknown as { removed: unknown };

    expect(removed).toEqual([{ from: 'azuread_synchronization_secret.credentials', lifecycle: { destroy: false } }]);
    expect(synth(provision()).json).not.toHaveProperty('removed');
  });

  test('fails when the provider is to store more than it can wait for', () => {
    expect(() => synth(provision({ notify: 'identity@contoso.example' }))).toThrow(
      "'notify' needs 'credentials: vault': the provider waits until there are exactly the keys",
    );
  });

  test('fails when there is no token to present, or two sources of it', () => {
    expect(() => synth(provision({ secretToken: undefined }))).toThrow("'credentials: terraform' needs 'secretToken'");
    expect(() => synth(provision(VAULT_SETTINGS))).toThrow(
      "'credentials: vault' needs 'tokenSecret', and no 'secretToken'",
    );
  });

  test('fails with the mapping that Entra would refuse', () => {
    const mappings = { ...DEFAULT_MAPPINGS, groups: [{ target: 'displayName', source: '[displayName', matching: 1 }] };

    expect(() => synth(provision({ mappings }))).toThrow(/'mappings\.groups\.0\.source' must be an expression/);
  });

  test('writes only what the providers know', () => {
    expect(schemaComplaints(synth(provision()).json)).toEqual([]);
  });

  test('fails when the token is a literal, which would be readable in the synthesized JSON', () => {
    expect(() => synth(provision({ secretToken: 'hunter2' }))).toThrow("'secretToken' must be a reference to a secret");
    expect(() => synth(provision({ secretToken: 'hunter2' }))).not.toThrow('hunter2');
  });

  test('fails with all complaints together', () => {
    expect(() => synth(provision({ tenantUrl: 'http://scim.example.com/' }))).toThrow(
      /'test\/Provisioning'.*\n.*must be an https URL.*\n.*must end without a slash/,
    );
  });

  test('provisions several applications of one stack, each with its own credentials, job and step', () => {
    const stack = synth((scope) => {
      for (const name of ['Contoso', 'Fabrikam']) {
        const part = new Construct(scope, name);
        provision({ tenantUrl: `https://${name.toLowerCase()}.example/scim/v2` })(part);
      }
    });

    for (const type of [Application, AppRoleAssignment, SynchronizationSecret, SynchronizationJob]) {
      expect(Object.keys(stack.all(type))).toEqual([
        expect.stringMatching(/^Contoso_/),
        expect.stringMatching(/^Fabrikam_/),
      ]);
    }
    for (const [name, job] of Object.entries(stack.all(SynchronizationJob))) {
      const [part = ''] = name.split('_');
      const others = part === 'Contoso' ? 'Fabrikam' : 'Contoso';
      const [, step = {}] =
        Object.entries(stack.json.resource?.['terraform_data'] ?? {}).find(([key]) =>
          key.startsWith(`${part}_Provisioning_Sync`),
        ) ?? [];
      expect(JSON.stringify([job, step])).not.toContain(others);
      expect(step['lifecycle']).toMatchObject({
        replace_triggered_by: [`azuread_synchronization_job.${name}`, expect.stringContaining(`secret.${part}_`)],
      });
    }
  });

  test('moves and forgets in the state for several applications of one stack', () => {
    const json = synth((scope) => {
      for (const name of ['Contoso', 'Fabrikam']) {
        const part = new Construct(scope, name);
        const app = enterpriseApp(part);
        const assignments = new RoleAssignments(part, 'Assignments', {
          app,
          assignments: [
            {
              principal: { kind: 'group', reference: 'Data Analysts' },
              former: { kind: 'group', reference: 'Analysts' },
              role: REVIEWER,
            },
          ],
        });
        const tenantUrl = 'https://scim.example.com/scim/v2';
        new ScimProvisioning(part, 'Provisioning', { app, assignments, tenantUrl, ...VAULT });
      }
    }).json as { moved?: { from: string; to: string }[]; removed?: { from: string }[] };

    expect(json.moved).toEqual(
      ['Contoso', 'Fabrikam'].map((part) => ({
        from: expect.stringMatching(`^azuread_app_role_assignment.${part}_Assignments_group-analysts_`),
        to: expect.stringMatching(`^azuread_app_role_assignment.${part}_Assignments_group-data-analysts_`),
      })),
    );
    expect(json.removed?.map(({ from }) => from)).toEqual([
      expect.stringMatching(/^azuread_synchronization_secret\.Contoso_Provisioning_Credentials_/),
      expect.stringMatching(/^azuread_synchronization_secret\.Fabrikam_Provisioning_Credentials_/),
    ]);
  });

  test('runs the sync step by the command that is named', () => {
    const { provisioner } = stepOf(synth(provision({ stepCommand: 'node sync.js' })));

    expect(provisioner).toMatchObject([{ 'local-exec': { command: 'node sync.js' } }]);
    expect(stepOf(synth(provision({ stepCommand: 'node sync.js' })))['triggers_replace']).toEqual(
      stepOf(synth(provision()))['triggers_replace'],
    );
  });
});

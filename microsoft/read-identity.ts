import type { Variables } from '../command-line/variables';

import type { Assertion, FileOrText, Identity } from './identity';

/**
 * Reads from the environment how to sign in. If several methods are configured, the azuread provider's order of
 * preference applies.
 */
export function readIdentity(variables: Variables): Identity {
  const pfx = given(variables, 'ARM_CLIENT_CERTIFICATE', 'ARM_CLIENT_CERTIFICATE_PATH');
  if (pfx) {
    const password = variables.text('ARM_CLIENT_CERTIFICATE_PASSWORD') ?? '';
    return { kind: 'certificate', clientId: clientId(variables, 'a client certificate'), pfx, password };
  }

  const clientSecret = given(variables, 'ARM_CLIENT_SECRET', 'ARM_CLIENT_SECRET_FILE_PATH');
  if (clientSecret) return { kind: 'secret', clientId: clientId(variables, 'a client secret'), clientSecret };

  if (isOn(variables, 'ARM_USE_OIDC')) {
    return { kind: 'federated', clientId: clientId(variables, 'ARM_USE_OIDC'), assertion: readAssertion(variables) };
  }
  if (isOn(variables, 'ARM_USE_AKS_WORKLOAD_IDENTITY')) {
    const file = variables.text('AZURE_FEDERATED_TOKEN_FILE');
    const id = given(variables, 'ARM_CLIENT_ID', 'ARM_CLIENT_ID_FILE_PATH') ?? given(variables, 'AZURE_CLIENT_ID');
    if (file === undefined || !id) {
      variables.complain(
        'ARM_USE_AKS_WORKLOAD_IDENTITY needs AZURE_CLIENT_ID and AZURE_FEDERATED_TOKEN_FILE, which AKS sets for a pod ' +
          'with a workload identity',
      );
    }
    return { kind: 'federated', clientId: id ?? { text: '' }, assertion: { file: file ?? '' } };
  }
  if (isOn(variables, 'ARM_USE_MSI')) {
    return { kind: 'managed', clientId: given(variables, 'ARM_CLIENT_ID', 'ARM_CLIENT_ID_FILE_PATH') };
  }

  if (!isOn(variables, 'ARM_USE_CLI', true)) {
    variables.complain(
      'ARM_USE_CLI is off and nothing else is set to sign in with: set ARM_CLIENT_SECRET, ARM_CLIENT_CERTIFICATE_PATH, ' +
        'ARM_USE_OIDC or ARM_USE_MSI',
    );
  }
  return { kind: 'cli' };
}

function readAssertion(variables: Variables): Assertion {
  const token = given(variables, 'ARM_OIDC_TOKEN', 'ARM_OIDC_TOKEN_FILE_PATH');
  if (token) return token;

  const [requestUrl, requestToken, serviceConnection] = OFFERED.map((names) => first(variables, names));
  if (requestUrl === undefined || requestToken === undefined) {
    variables.complain(
      'ARM_USE_OIDC needs a token to present: set ARM_OIDC_TOKEN or ARM_OIDC_TOKEN_FILE_PATH, or, on GitHub, give the job ' +
        "the permission 'id-token: write'; on Azure DevOps set SYSTEM_ACCESSTOKEN, SYSTEM_OIDCREQUESTURI and " +
        'ARM_ADO_PIPELINE_SERVICE_CONNECTION_ID',
    );
  } else if (requestUrl === variables.text('SYSTEM_OIDCREQUESTURI') && serviceConnection === undefined) {
    variables.complain(
      'ARM_ADO_PIPELINE_SERVICE_CONNECTION_ID is missing: Azure DevOps gives a token for a connection',
    );
  }
  return { requestUrl: requestUrl ?? '', requestToken: requestToken ?? '', serviceConnection };
}

/**
 * Environment variables with a runner's token endpoint, the token for that endpoint, and the service connection. Each
 * list is in the azuread provider's order of preference.
 */
const OFFERED = [
  ['ARM_OIDC_REQUEST_URL', 'ACTIONS_ID_TOKEN_REQUEST_URL', 'SYSTEM_OIDCREQUESTURI'],
  ['ARM_OIDC_REQUEST_TOKEN', 'ACTIONS_ID_TOKEN_REQUEST_TOKEN', 'SYSTEM_ACCESSTOKEN'],
  ['ARM_ADO_PIPELINE_SERVICE_CONNECTION_ID', 'ARM_OIDC_AZURE_SERVICE_CONNECTION_ID'],
];

function first(variables: Variables, names: readonly string[]): string | undefined {
  return names.map((name) => variables.text(name)).find((text) => text !== undefined);
}

function clientId(variables: Variables, means: string): FileOrText {
  const id = given(variables, 'ARM_CLIENT_ID', 'ARM_CLIENT_ID_FILE_PATH');
  if (id) return id;
  variables.complain(`ARM_CLIENT_ID is missing: ${means} belongs to an application; set that application's id`);
  return { text: '' };
}

function given(variables: Variables, textName: string, fileName = ''): FileOrText | undefined {
  const text = variables.text(textName);
  if (text !== undefined) return { text };
  const file = variables.text(fileName);
  return file === undefined ? undefined : { file };
}

function isOn(variables: Variables, name: string, standard = false): boolean {
  const text = variables.choice(name, ['true', 'false', '1', '0']);
  return text === undefined ? standard : text === 'true' || text === '1';
}

import { randomBytes } from 'node:crypto';

import { ApplicationFederatedIdentityCredential } from '@cdktf/provider-azuread/lib/application-federated-identity-credential';
import { ApplicationRedirectUris } from '@cdktf/provider-azuread/lib/application-redirect-uris';
import { DataAzureadApplication } from '@cdktf/provider-azuread/lib/data-azuread-application';
import { DataAzurermContainerAppEnvironment } from '@cdktf/provider-azurerm/lib/data-azurerm-container-app-environment';
import { DataAzurermUserAssignedIdentity } from '@cdktf/provider-azurerm/lib/data-azurerm-user-assigned-identity';
import { Testing } from 'cdktf';
import express from 'express';

import { loadConfig } from '../../fleet/load-config';
import { SIGN_IN_PATH } from '../../service/console/sign-in';
import { type Attempt, signInByEntra } from '../../service/console/sign-in-by-entra';
import { listen } from '../../service/http/listen';
import { safeHeaders } from '../../service/http/safe-headers';
import { sessionSeal } from '../../service/pages/session';
import { SessionCookie } from '../../service/pages/session-cookie';
import { ConsoleSignInStack } from '../../stacks/console-sign-in-stack';
import { configFolder, PLATFORM } from '../support/config-folder';
import { startOpenIdProvider } from '../support/openid-provider';
import { schemaComplaints } from '../support/provider-schemas';
import { type Synthesized, synthStack } from '../support/synth';

const HOST = '2b8e2f0a-51b6-4f0d-8a3c-9e5b5f7f6c11';
const CLIENT = '3f2a1d54-6a0e-4c1b-9d57-1b8e2c6a7f90';
const ELSEWHERE = '7a0d2c11-7b0f-4c36-9d5e-2f60b3a1c7d4';
const GIVEN = `/subscriptions/${ELSEWHERE}/resourceGroups/ids/providers/Microsoft.ManagedIdentity/userAssignedIdentities/scim`;

function synthesized(service = '', more = '', platform = PLATFORM): Synthesized {
  const admin = `service: { admin: { application: {} }${service} }\n`;
  using folder = configFolder({ 'platform.yaml': `${platform}${admin}${more}` });
  const stack = synthStack(new ConsoleSignInStack(Testing.app(), 'console-sign-in', loadConfig(folder.path).platform));
  expect(schemaComplaints(stack.json)).toEqual([]);
  return stack;
}

/** The redirect URI that the service names to Entra when somebody signs in to the console. */
async function redirectUriOfService(publicUrl: string): Promise<string | null> {
  await using entra = await startOpenIdProvider(CLIENT, HOST);
  const now = () => new Date();
  const { routes } = signInByEntra({
    application: { clientId: CLIENT, directoryId: HOST, authority: entra.authority },
    attempts: new SessionCookie<Attempt>('sign-in', publicUrl, sessionSeal(randomBytes(32), 'sign-in', now), now),
    publicUrl,
    assertion: () => Promise.reject(new Error('nobody comes back in this test')),
  });
  const server = await listen(0);
  server.serve(
    express().use(
      SIGN_IN_PATH,
      routes(() => Promise.resolve()),
    ),
    safeHeaders(publicUrl),
  );
  try {
    const answer = await fetch(`http://localhost:${server.port}${SIGN_IN_PATH}`, { redirect: 'manual' });
    return new URL(answer.headers.get('Location') ?? '').searchParams.get('redirect_uri');
  } finally {
    await server.close();
  }
}

const urisOf = (stack: Synthesized) => stack.only(ApplicationRedirectUris)['redirect_uris'] as [string];

describe('the sign-in of the console', () => {
  test('sends people back to the host name that Azure gave the service', () => {
    const stack = synthesized();

    expect(stack.only(ApplicationRedirectUris)).toMatchObject({
      application_id: '/applications/${data.azuread_application.Console.object_id}',
      type: 'Web',
      redirect_uris: [
        'https://acme-scim.${data.azurerm_container_app_environment.Environment.default_domain}/console/sign-in/callback',
      ],
    });
    expect(stack.only(DataAzurermContainerAppEnvironment)).toMatchObject({ resource_group_name: 'acme-scim' });
    expect(stack.only(DataAzureadApplication)).toMatchObject({ display_name: 'acme-scim-console' });
    expect(stack.json.data).not.toHaveProperty('terraform_remote_state');
  });

  test.each([
    [', customDomain: { host: scim.acme.example }', 'https://scim.acme.example'],
    [', publicUrl: "https://gate.acme.example"', 'https://gate.acme.example'],
  ])('sends people back to the URL of the file, without a lookup: %s', (service, url) => {
    const stack = synthesized(service);

    expect(urisOf(stack)).toEqual([`${url}/console/sign-in/callback`]);
    expect(stack.json.data).not.toHaveProperty('azurerm_container_app_environment');
  });

  test('has exactly the redirect URI with which the service sends people to Entra', async () => {
    const [uri] = urisOf(synthesized(', customDomain: { host: scim.acme.example }'));
    const asked = await redirectUriOfService('https://scim.acme.example');

    expect(asked).toBe(uri);
  });

  test('accepts the managed identity of the service in place of a secret', () => {
    const stack = synthesized();

    expect(stack.only(ApplicationFederatedIdentityCredential)).toMatchObject({
      application_id: '/applications/${data.azuread_application.Console.object_id}',
      issuer: `https://login.microsoftonline.com/${HOST}/v2.0`,
      subject: '${data.azurerm_user_assigned_identity.Runtime.principal_id}',
      audiences: ['api://AzureADTokenExchange'],
    });
    expect(stack.only(DataAzurermUserAssignedIdentity)).toMatchObject({
      name: 'acme-scim-runtime',
      resource_group_name: 'acme-scim',
    });
    expect(stack.text).not.toMatch(/password|secret"/);
  });

  test('accepts an identity that the file names, in its subscription', () => {
    const stack = synthesized('', `identities: { runtimeId: ${GIVEN} }\n`);

    expect(stack.only(DataAzurermUserAssignedIdentity)).toMatchObject({
      name: 'scim',
      resource_group_name: 'ids',
      provider: `azurerm.subscription-${ELSEWHERE}`,
    });
  });

  test.each([
    ['usgovernment', 'usgovvirginia', 'https://login.microsoftonline.us', 'api://AzureADTokenExchangeUSGov'],
    ['china', 'chinanorth3', 'https://login.partner.microsoftonline.cn', 'api://AzureADTokenExchangeChina'],
  ])('names issuer and audience of the cloud %s', (environment, location, issuer, audience) => {
    const platform = PLATFORM.replace('westeurope', location);
    const stack = synthesized('', `cloud: { environment: ${environment} }\n`, platform);

    expect(stack.only(ApplicationFederatedIdentityCredential)).toMatchObject({
      issuer: `${issuer}/${HOST}/v2.0`,
      audiences: [audience],
    });
  });
});

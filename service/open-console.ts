import { randomBytes } from 'node:crypto';

import type { Router } from 'express';
import type { Logger } from 'pino';

import type { AdminApplication } from './admin/admin-principal';
import type { Operation } from './admin/operation';
import { consoleRoutes } from './console/console-routes';
import type { SignIn } from './console/sign-in';
import { type Attempt, signInByEntra } from './console/sign-in-by-entra';
import { signInByLink } from './console/sign-in-by-link';
import type { Person } from './console/visit';
import { type SessionSeal, sessionSeal } from './pages/session';
import { SessionCookie } from './pages/session-cookie';
import { sessionKeyOf } from './pages/session-key';
import { SecretError, type Secrets } from './streams/secrets';

/** Name of the secret from which all replicas derive the key of their sessions. */
const KEY_SECRET = 'console-session-key';

/** What Entra expects of a token that stands in for a client secret (federated credential). */
const EXCHANGE_SCOPE = 'api://AzureADTokenExchange/.default';

interface ConsoleParts {
  readonly operations: readonly Operation[];

  /** The application in Entra that people sign in to. Undefined on a developer's machine: a link lets in. */
  readonly application: AdminApplication | undefined;

  /** Without the secret of the sessions, they end with this process, and no other replica knows them. */
  readonly secrets: Secrets;
  readonly publicUrl: string;
  readonly log: Logger;
}

/** The console of a service. */
export interface OpenConsole {
  readonly routes: Router;

  /** A link that lets in once. Undefined if people sign in with Entra. */
  readonly link: string | undefined;
}

export async function openConsole(parts: ConsoleParts): Promise<OpenConsole> {
  const { operations, application, secrets, publicUrl, log } = parts;
  const now = () => new Date();
  const key = application ? await sharedKey(secrets, log) : randomBytes(32);
  const cookieOf = <Content>(name: string) => {
    const seal: SessionSeal<Content> = sessionSeal(key, name, now);
    return new SessionCookie<Content>(name, publicUrl, seal, now);
  };
  const cookie = cookieOf<Person>('console');
  const serve = (signIn: SignIn) => consoleRoutes({ operations, signIn, cookie, publicUrl, log, now });
  if (!application) {
    const signIn = signInByLink(publicUrl, now);
    return { routes: serve(signIn), link: signIn.newLink() };
  }
  const attempts = cookieOf<Attempt>('console-sign-in');
  const signIn = signInByEntra({ application, attempts, publicUrl, assertion: managedIdentityToken });
  return { routes: serve(signIn), link: undefined };
}

/** The key that all replicas know. Without the secret, a key of this process alone: enough for a single replica. */
async function sharedKey(secrets: Secrets, log: Logger): Promise<Uint8Array> {
  try {
    return sessionKeyOf(await secrets.read(KEY_SECRET));
  } catch (error) {
    if (!(error instanceof SecretError)) throw error;
    const consequence = 'sessions of the console end with this process, and other replicas do not know them';
    log.warn({ reason: error.message }, consequence);
    return randomBytes(32);
  }
}

/** A token of the managed identity that AZURE_CLIENT_ID names. */
async function managedIdentityToken(): Promise<string> {
  const { DefaultAzureCredential } = await import('@azure/identity'); // takes half a second, so only a sign-in waits for it
  return (await new DefaultAzureCredential().getToken(EXCHANGE_SCOPE)).token;
}

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

/** What Entra expects of a token that stands in for a client secret (federated credential). */
const EXCHANGE_SCOPE = 'api://AzureADTokenExchange/.default';

interface ConsoleParts {
  readonly operations: readonly Operation[];

  /** The application in Entra that people sign in to. Undefined on a developer's machine: a link lets in. */
  readonly application: AdminApplication | undefined;

  /** Seals the sessions. Replicas that have the same key know each other's. */
  readonly sessionKey: Uint8Array;
  readonly publicUrl: string;
  readonly log: Logger;
  readonly now: () => Date;
}

/** The console of a service. */
export interface OpenConsole {
  readonly routes: Router;

  /** A link that lets in once. Undefined if people sign in with Entra. */
  readonly link: string | undefined;
}

export function openConsole(parts: ConsoleParts): OpenConsole {
  const { operations, application, sessionKey, publicUrl, log, now } = parts;
  const cookieOf = <Content>(name: string) => {
    const seal: SessionSeal<Content> = sessionSeal(sessionKey, name, now);
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

/** A token of the managed identity that AZURE_CLIENT_ID names. */
async function managedIdentityToken(): Promise<string> {
  const { DefaultAzureCredential } = await import('@azure/identity'); // takes half a second, so only a sign-in waits for it
  return (await new DefaultAzureCredential().getToken(EXCHANGE_SCOPE)).token;
}

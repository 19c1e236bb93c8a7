import type { Router } from 'express';
import type { Logger } from 'pino';

import { tokenExchangeAudience } from '../entra/token-exchange';

import type { AdminApplication } from './admin/admin-principal';
import type { Operation } from './admin/operation';
import { consoleRoutes } from './console/console-routes';
import type { SignIn } from './console/sign-in';
import { type Attempt, signInByEntra } from './console/sign-in-by-entra';
import { signInByLink } from './console/sign-in-by-link';
import type { Person } from './console/visit';
import { type SessionSeal, sessionSeal } from './pages/session';
import { SessionCookie } from './pages/session-cookie';

interface ConsoleParts {
  readonly operations: readonly Operation[];

  /**
   * The application in Entra to which people sign in. Undefined on a developer's machine, where people sign in with a
   * link.
   */
  readonly application: AdminApplication | undefined;

  /** The key that encrypts sessions. Replicas with the same key accept each other's sessions. */
  readonly sessionKey: Uint8Array;
  readonly publicUrl: string;
  readonly log: Logger;
  readonly now: () => Date;
}

/** The console of a service. */
export interface OpenConsole {
  readonly routes: Router;

  /** A link that signs a person in once. Undefined if people sign in with Entra. */
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
  const scope = `${tokenExchangeAudience(application.authority)}/.default`;
  const signIn = signInByEntra({ application, attempts, publicUrl, assertion: () => managedIdentityToken(scope) });
  return { routes: serve(signIn), link: undefined };
}

/** Gets a token for the managed identity that AZURE_CLIENT_ID names. */
async function managedIdentityToken(scope: string): Promise<string> {
  const { DefaultAzureCredential } = await import('@azure/identity'); // takes half a second, so only a sign-in waits for it
  return (await new DefaultAzureCredential().getToken(scope)).token;
}

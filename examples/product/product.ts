import { randomUUID } from 'node:crypto';

import express, { type Express } from 'express';

import { AccessMap, type Endpoint, mirror } from '../../service/client';

/** An example of a product whose users are provisioned through the service. */
export interface Product {
  readonly app: Express;

  /** Keeps the product's users up to date with the directory, until `signal` aborts. */
  follow(signal: AbortSignal): Promise<void>;
}

/**
 * An application whose sessions and roles follow the directory. Sign-in is simulated: the header `X-Signed-In-As` takes
 * the place of a sign-in with Entra.
 *
 * @param endpoint a tenant, and the token of one of its readers.
 */
export function createProduct(endpoint: Endpoint): Product {
  const people = new AccessMap();
  const sessions = new Map<string, string>(); // from the id of a session to the id of its user

  const app = express();
  app.post('/sessions', (req, res) => {
    const person = people.findByUserName(req.get('X-Signed-In-As') ?? '');
    if (!person?.active) {
      res.status(403).json({ error: 'you have no access; ask your administrator to assign you to this application' });
      return;
    }
    const session = randomUUID();
    sessions.set(session, person.id);
    res.status(201).json({ session });
  });
  app.get('/me', (req, res) => {
    const person = people.get(sessions.get(req.get('X-Session') ?? '') ?? '');
    if (!person) res.status(401).json({ error: 'sign in' });
    else
      res.json({ userName: person.userName, role: person.role, groups: person.groups.map((each) => each.displayName) });
  });

  return {
    app,
    // Passes no cursor: the table is only in memory, so all users must be read again after each start.
    follow: (signal) => mirror(endpoint, people, { onEvent: endSessions, onReconciled: endSessions, signal }),
  };

  /** Ends the sessions of all users who no longer have access. */
  function endSessions(): void {
    for (const [session, user] of sessions) if (!people.get(user)?.active) sessions.delete(session);
  }
}

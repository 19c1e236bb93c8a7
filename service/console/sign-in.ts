import type { Response, Router } from 'express';

import type { Person } from './visit';

/** A way to sign in to the console. */
export interface SignIn {
  /** How long a session lasts. Then it is asked again who it is, and which roles the person has. */
  readonly sessionSeconds: number;

  /** Routes at {@link SIGN_IN_PATH}. @param enter begins the session of a person, and leads to the console. */
  readonly routes: (enter: Enter) => Router;
}

export type Enter = (res: Response, person: Person) => Promise<void>;

/** Path at which somebody signs in. */
export const SIGN_IN_PATH = '/console/sign-in';

import type { Response, Router } from 'express';

import type { Person } from './visit';

/** A way to sign in to the console. */
export interface SignIn {
  /**
   * Duration of a session in seconds. Afterwards, the person has to sign in again, and the person's roles are read
   * again.
   */
  readonly sessionSeconds: number;

  /** The routes below {@link SIGN_IN_PATH}. @param enter begins a person's session and redirects to the console. */
  readonly routes: (enter: Enter) => Router;
}

export type Enter = (res: Response, person: Person) => Promise<void>;

/** Path of the sign-in. */
export const SIGN_IN_PATH = '/console/sign-in';

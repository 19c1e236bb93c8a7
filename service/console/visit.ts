import type { AdminPrincipal } from '../admin/admin-principal';

import type { Ask } from './ask';

/** A person who is signed in to the console. */
export interface Person extends AdminPrincipal {
  /** Name of the account in Entra. */
  readonly name: string;
}

/** A request for a page of the console. */
export interface Visit {
  readonly ask: Ask;
  readonly person: Person;
  /** The session's token, from which the value in each form is derived. */
  readonly formToken: string;
  readonly now: Date;

  /** Parameters of the path, by name. */
  readonly path: Readonly<Record<string, string>>;

  /** The parameters of the query, by name. A parameter that occurs more than once is left out. */
  readonly query: Readonly<Record<string, string | undefined>>;
}

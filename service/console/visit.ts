import type { AdminPrincipal } from '../admin/admin-principal';

import type { Ask } from './ask';

/** Somebody who is signed in to the console. */
export interface Person extends AdminPrincipal {
  /** As the person knows it: the name of the account in Entra. */
  readonly name: string;
}

/** A visit of a page of the console. */
export interface Visit {
  readonly ask: Ask;
  readonly person: Person;
  /** Goes into forms. */
  readonly formToken: string;
  readonly now: Date;

  /** Parameters of the path, by name. */
  readonly path: Readonly<Record<string, string>>;

  /** The query. A parameter that is given twice counts once. */
  readonly query: Readonly<Record<string, string | undefined>>;
}

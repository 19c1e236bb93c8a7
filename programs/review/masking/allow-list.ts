import type { Masks } from './mask';

/** What may be read of the resources of one type. */
export interface Allowed {
  /** Paths of the attributes that may be shown as they are, in the order in which a report shows them. */
  readonly shown: readonly string[];

  /** Those, and further ones that may be read to say what a change means. */
  readonly readable: ReadonlySet<string>;

  readonly masks?: Masks;
}

/** What may be read, by type. Of a type that is missing, nothing may. */
export type AllowList = ReadonlyMap<string, Allowed>;

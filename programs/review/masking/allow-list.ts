import type { Masks } from './mask';

/** The attributes of one resource type that may be read. */
export interface Allowed {
  /** Paths of the attributes that may be shown, in the order in which a report shows them. */
  readonly shown: readonly string[];

  /** The attributes in `shown`, and others that may be read to find out what a change means. */
  readonly readable: ReadonlySet<string>;

  readonly masks?: Masks;
}

/** The readable attributes of each resource type. Nothing may be read from a type that is not listed. */
export type AllowList = ReadonlyMap<string, Allowed>;

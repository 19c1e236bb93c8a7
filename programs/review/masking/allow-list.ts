import type { Masks } from './mask';

/** The attributes that may be read of one type of resource. */
export interface Allowed {
  /** Paths of the attributes that may be shown as they are, in the order of a report. */
  readonly shown: readonly string[];

  /** The same, and further ones that may be read to find out what a change means. */
  readonly readable: ReadonlySet<string>;

  readonly masks?: Masks;
}

/** The attributes that may be read, by type. Nothing may be read of a type that is missing here. */
export type AllowList = ReadonlyMap<string, Allowed>;

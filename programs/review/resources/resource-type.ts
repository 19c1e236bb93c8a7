import type { Kind } from '../consequences/consequences';

/** What a review knows about a type of resource. */
export interface ResourceType {
  /** What people call it. */
  readonly noun: string;

  /** Attribute that names one of them. */
  readonly label?: string;

  /** Attributes that may be shown as they are, as paths: the allow-list. */
  readonly shown: readonly string[];

  /** Further attributes that may be read to say what a change means. */
  readonly read?: readonly string[];

  /** Attributes that follow from others, so that a change of them says nothing more. */
  readonly derived?: readonly string[];

  /** What it means when one comes, changes or goes, where it is more than that. */
  readonly created?: Kind;
  readonly changed?: Kind;
  readonly destroyed?: Kind;
  readonly replaced?: Kind;
}

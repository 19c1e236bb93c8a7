import type { AttributePath } from './attribute-path';

/** Operators of RFC 7644 §3.4.2.2 that compare an attribute with a value. */
export type CompareOperator = 'co' | 'eq' | 'ew' | 'ge' | 'gt' | 'le' | 'lt' | 'ne' | 'sw';

/** The types of values with which a filter may compare an attribute. */
export type CompareValue = boolean | number | string | null;

/** A filter as a tree. Its paths are already resolved, so every attribute in the tree exists. */
export type Filter =
  | { readonly kind: 'and' | 'or'; readonly filters: readonly Filter[] }
  | { readonly kind: 'not'; readonly filter: Filter }
  | { readonly kind: 'present'; readonly path: AttributePath }
  | {
      readonly kind: 'compare';
      readonly path: AttributePath;
      readonly operator: CompareOperator;
      readonly value: CompareValue;
    }
  /** A filter that a single element must meet, for example `emails[type eq "work" and value co "@example.com"]`. */
  | { readonly kind: 'element'; readonly path: AttributePath; readonly filter: Filter };

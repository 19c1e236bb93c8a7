import { isDeepStrictEqual } from 'node:util';

import type { ScopingFilter } from '../../../entra/sync-settings';

import type { Scope } from './synchronization-schema';

/**
 * Returns a scope with these filters. A scope that already has the filters is returned unchanged. The other members of
 * the scope are kept.
 */
export function withFilters(scope: Scope | null | undefined, filters: readonly ScopingFilter[]): Scope | null {
  if (sameFilters(scope, filters)) return scope ?? null;
  return {
    categoryFilterGroups: [],
    inputFilterGroups: [],
    ...scope,
    groups: filters.map(({ name, clauses }) => ({
      name,
      clauses: clauses.map(({ attribute, operator, value }) => ({
        operatorName: operator,
        sourceOperandName: attribute,
        targetOperand: { values: value === undefined ? [] : [value] },
      })),
    })),
  };
}

export function sameFilters(scope: Scope | null | undefined, filters: readonly ScopingFilter[]): boolean {
  return isDeepStrictEqual(graphFilters(scope), wantedFilters(filters));
}

/** Filters in a few words, for example `Germans: country EQUALS 'DE' and department IS NOT NULL`. */
export function describeFilters(filters: readonly ScopingFilter[]): string {
  return describe(wantedFilters(filters));
}

export function describeScope(scope: Scope | null | undefined): string {
  return describe(graphFilters(scope));
}

type Filter = readonly [name: string, clauses: readonly string[]];

function wantedFilters(filters: readonly ScopingFilter[]): Filter[] {
  return filters.map(({ name, clauses }) => [
    name,
    clauses.map(({ attribute, operator, value }) => clause(attribute, operator, value === undefined ? [] : [value])),
  ]);
}

function graphFilters(scope: Scope | null | undefined): Filter[] {
  return (scope?.groups ?? []).map(({ name, clauses }) => [
    name,
    clauses.map(({ sourceOperandName, operatorName, targetOperand }) =>
      clause(sourceOperandName, operatorName, targetOperand?.values ?? []),
    ),
  ]);
}

function clause(attribute: string, operator: string, values: readonly string[]): string {
  return [attribute, operator, ...values.map((value) => `'${value}'`)].join(' ');
}

function describe(filters: readonly Filter[]): string {
  return filters.map(([name, clauses]) => `${name}: ${clauses.join(' and ')}`).join('; or ') || 'no filter';
}

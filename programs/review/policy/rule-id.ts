/**
 * Identity (ID), service (SV), plan (PL) and class (CL) rules. An id never changes, since policies and pipelines refer
 * to it.
 */
export const RULE_IDS = [
  'ID001',
  'ID002',
  'ID003',
  'ID004',
  'ID005',
  'ID006',
  'ID007',
  'ID008',
  'ID009',
  'ID010',
  'ID011',
  'ID012',
  'ID013',
  'SV001',
  'SV002',
  'SV003',
  'PL001',
  'PL002',
  'CL001',
] as const;

export type RuleId = (typeof RULE_IDS)[number];

import { APPLICATION } from './application';
import { ASSIGNMENTS } from './assignments';
import { AZURE } from './azure';
import type { Consequence } from './consequence';
import { DIRECTORY } from './directory';
import { GENERAL } from './general';
import { PROVISIONING } from './provisioning';
import { REGISTRY } from './registry';
import { TOKENS } from './tokens';

const ALL = {
  ...APPLICATION,
  ...ASSIGNMENTS,
  ...DIRECTORY,
  ...PROVISIONING,
  ...TOKENS,
  ...REGISTRY,
  ...AZURE,
  ...GENERAL,
};

/** A kind of change, as `assignment-destroyed`. */
export type Kind = keyof typeof ALL;

/** What each kind of change leads to. */
export const CONSEQUENCES: Readonly<Record<Kind, Consequence>> = ALL;

export const KINDS = Object.keys(ALL) as Kind[];

import type { Kind } from '../consequences/consequences';
import type { Action, Change } from '../plan/change';

import { becauseOf, type Finding } from './finding';
import { parseTokenName, type TokenName } from './token-name';

interface Token extends TokenName {
  readonly change: Change;
}

/** Of a password and the secret that keeps it, the one to which more happens tells what happens to the token. */
const WEIGHT: readonly Action[] = ['replace', 'delete', 'create', 'update', 'forget', 'read', 'none'];

/** What happens to the tokens that the service accepts. A password and the secret that keeps it are one token. */
export function explainTokens(changes: readonly Change[]): Finding[] {
  const tokens = new Map<string, Token>();
  for (const change of changes) {
    const name = isToken(change) ? parseTokenName(change.name) : undefined;
    if (!name) continue;
    const told = tokens.get(change.name);
    if (!told || weight(change) < weight(told.change)) tokens.set(change.name, { ...name, change });
  }
  const all = [...tokens.values()];
  return all.flatMap((token) => explain(token, all));
}

/** Whether a change is one of those that `explainTokens` explains. */
export function isToken({ type, name }: Change): boolean {
  return ['random_password', KEPT].includes(type) && parseTokenName(name) !== undefined;
}

const KEPT = 'azurerm_key_vault_secret';

function weight({ action }: Change): number {
  return WEIGHT.indexOf(action);
}

function explain(token: Token, all: readonly Token[]): Finding[] {
  const { slug, generation, change } = token;
  const kind = kindOf(token, all);
  if (!kind) return [];
  const because = becauseOf(change);
  const what = `token ${generation} of ${slug}`;
  const attributes = kind === 'changed' ? change.attributes() : [];
  const unshown = kind === 'changed' ? change.untold(attributes.map(({ name }) => name)) : [];
  return [
    {
      kind,
      address: change.address,
      what,
      subject: what,
      ...(attributes.length === 0 ? {} : { attributes }),
      ...(unshown.length === 0 ? {} : { unshown }),
      ...(because === undefined ? {} : { because }),
    },
  ];
}

function kindOf({ slug, generation, change }: Token, all: readonly Token[]): Kind | undefined {
  const newerStands = all.some((other) => other.slug === slug && other.generation > generation && stands(other.change));
  switch (change.action) {
    case 'create':
      return 'token-created';
    case 'replace':
      return 'token-without-overlap';
    case 'delete':
      return newerStands ? 'token-retired' : 'token-without-overlap';
    case 'update':
      return stands(change) ? 'changed' : 'token-without-overlap';
    case 'forget':
      return 'forgotten';
    default:
      return undefined;
  }
}

/** Whether a token is after the plan what it was before. */
function stands(change: Change): boolean {
  return change.action === 'none' || (change.action === 'update' && !(change.type === KEPT && change.differs('value')));
}

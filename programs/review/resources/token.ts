import { parseTokenSecretName } from '../../../microsoft/azure/token-secret-name';
import { whole } from '../masking/mask';
import { risky, routine } from '../meaning/consequence';
import { becauseOf, type Finding } from '../meaning/finding';
import type { GeneralKind } from '../meaning/general';
import { type Around, noun } from '../meaning/resource';
import { oncePer } from '../once-per';
import type { Action, Change } from '../plan/change';
import type { Side } from '../plan/side';
import { isObject, type Json } from '../plan/terraform-plan';

import { isSessionSecret, SESSION_SECRET } from './session-secret';
import { isStreamSecret, STREAM_SECRET } from './stream-secret';
import { generationOf, readSettings } from './sync-settings';

const CONSEQUENCES = {
  'token-without-overlap': risky(
    'A token is removed or changed without overlap',
    'The plan does not show that the token which Entra presents is accepted at all times.',
    'Entra gets 401 and puts the job into quarantine. The job leaves quarantine by itself at the next successful cycle. To rotate without a gap, raise the generation, deploy platform and tenant, and only then retire the old token.',
  ),
  'token-rotates': routine(
    'The token rotates',
    'Old and new token are both accepted until the old one is retired.',
    'Entra presents the new token from its next request on.',
  ),
  'token-created': routine(
    'A token is created',
    'The service accepts it in addition to the existing tokens.',
    "Nothing, until a tenant's deployment gives it to Entra.",
  ),
  'token-retired': routine(
    'A token is retired',
    'The service refuses it from now on; newer ones remain valid.',
    'Entra must already present a newer token. A tenant that has not been deployed with a newer token gets 401 from then on.',
  ),
  'reader-of-all-added': risky(
    "A client may read every tenant's people",
    'It reads the users and groups of all tenants, including future ones, and even while SCIM is off for a tenant.',
    'Nothing, until the client gets its token from the vault.',
  ),
  'reader-added': routine(
    "A client may read a tenant's people",
    'It reads the users and groups of this tenant, and changes nothing.',
    'Nothing, until the client gets its token from the vault.',
  ),
  'reader-token-created': routine(
    'A token of a reader is created',
    "The service accepts it in addition to the client's other tokens.",
    'Nothing, until the client presents it.',
  ),
  'reader-token-retired': routine(
    'A token of a reader is retired',
    'The service refuses it from now on; newer ones remain valid.',
    'The client must already present a newer token; otherwise it gets 401.',
  ),
  'reader-cut-off': risky(
    'A reader loses its token',
    'The plan does not show that a token of the client stays valid at all times.',
    'The client gets 401 until it presents a token that the service knows. Entra does not notice.',
  ),
} as const;

type TokenKind = keyof typeof CONSEQUENCES;
type Kind = GeneralKind | TokenKind | keyof typeof SESSION_SECRET | keyof typeof STREAM_SECRET;

/**
 * The bearer tokens with which Entra and readers sign in to the service. Each token consists of a random password and
 * the vault secret that stores it.
 */
export const TOKEN = noun(
  { ...CONSEQUENCES, ...SESSION_SECRET, ...STREAM_SECRET },
  {
    random_password: {
      noun: 'random password',
      shown: ['length', 'special'],
      masks: { result: whole, bcrypt_hash: whole },
      explain: explainUnlessToken,
    },
    azurerm_key_vault_secret: {
      noun: 'secret',
      shown: ['name', 'content_type', 'expiration_date'],
      read: ['value', 'value_wo_version'],
      masks: { value: whole },
      explain: explainUnlessToken,
    },
  },
);

/**
 * Explains changes to passwords and secrets that are not tokens. `explainTokens` explains the changes to all tokens
 * together.
 */
function explainUnlessToken(change: Change, around: Around<Kind>): Finding<Kind>[] {
  if (isToken(change)) return [];
  const secret = isStreamSecret(change) ? 'stream-secret' : isSessionSecret(change) ? 'session-secret' : undefined;
  const happens = happensToValue(change);
  if (secret === undefined || happens === undefined) return around.general();
  const { address, name } = change;
  return [{ kind: `${secret}-${happens}`, address, what: name, subject: name, because: becauseOf(change) }];
}

/**
 * The effect of a change on the value of a secret that Terraform generates and does not keep. Undefined if the value
 * stays the same.
 */
function happensToValue(change: Change): 'deleted' | 'made' | 'replaced' | undefined {
  switch (change.action) {
    case 'create':
      return 'made';
    case 'delete':
      return 'deleted';
    case 'replace':
      return 'replaced';
    default:
      return change.differs('value_wo_version') ? 'replaced' : undefined;
  }
}

/** The parts of a token's name. The password and the vault secret of a token share this name. */
interface TokenName {
  /** The owner of the token: `contoso`, `reader product of contoso` or `reader product of all tenants`. */
  readonly owner: string;

  readonly use: 'provision' | 'read' | 'read-all';
  readonly generation: number;
}

/** Parses the name that the password and the vault secret of a token share. Undefined for any other name. */
function tokenNamed(name: string): TokenName | undefined {
  const token = parseTokenSecretName(name);
  if (token === undefined) return undefined;
  const { tenant = 'all tenants', reader, generation } = token;
  if (reader === undefined) return { owner: tenant, use: 'provision', generation };
  const use = token.tenant === undefined ? 'read-all' : 'read';
  return { owner: `reader ${reader} of ${tenant}`, use, generation };
}

interface Token extends TokenName {
  readonly change: Change;
}

/**
 * Actions, from the worst to the best. A token consists of a password and a vault secret. If their actions differ, the
 * worse action counts for the token.
 */
const WEIGHT: readonly Action[] = ['replace', 'delete', 'create', 'update', 'forget', 'read', 'none'];

/**
 * Explains changes to the tokens that the service accepts. A password and the vault secret that stores the password
 * count as one token.
 */
export function explainTokens(changes: readonly Change[]): Finding<Kind>[] {
  const tokens = new Map<string, Token>();
  for (const change of changes) {
    const name = isToken(change) ? tokenNamed(change.name) : undefined;
    if (!name) continue;
    const told = tokens.get(change.name);
    if (!told || weight(change) < weight(told.change)) tokens.set(change.name, { ...name, change });
  }
  const all = [...tokens.values()];
  return all.flatMap((token) => explain(token, all));
}

function isToken({ type, name }: Change): boolean {
  return ['random_password', VAULT_SECRET].includes(type) && parseTokenSecretName(name) !== undefined;
}

const VAULT_SECRET = 'azurerm_key_vault_secret';

function weight({ action }: Change): number {
  return WEIGHT.indexOf(action);
}

function explain(token: Token, all: readonly Token[]): Finding<Kind>[] {
  const { owner, generation, change } = token;
  const kind = kindOf(token, all);
  if (!kind) return [];
  const what = `token ${generation} of ${owner}`;
  const attributes = kind === 'changed' ? change.attributes() : [];
  const unshown = kind === 'changed' ? change.untold(attributes.map(({ name }) => name)) : [];
  return [{ kind, address: change.address, what, subject: what, attributes, unshown, because: becauseOf(change) }];
}

function kindOf({ owner, use, generation, change }: Token, all: readonly Token[]): Kind | undefined {
  const others = all.filter((other) => other.owner === owner && other.generation !== generation);
  const newerStands = others.some((other) => other.generation > generation && stands(other.change));
  const isNew = others.every((other) => other.change.action === 'create');
  const kinds = use === 'provision' ? OF_ENTRA : OF_READERS;
  switch (change.action) {
    case 'create':
      return use !== 'provision' && isNew ? ADDED[use] : kinds.created;
    case 'replace':
      return kinds.gap;
    case 'delete':
      return newerStands ? kinds.retired : kinds.gap;
    case 'update':
      return stands(change) ? 'changed' : kinds.gap;
    case 'forget':
      return 'forgotten';
    default:
      return undefined;
  }
}

const OF_ENTRA = { created: 'token-created', retired: 'token-retired', gap: 'token-without-overlap' } as const;
const OF_READERS = { created: 'reader-token-created', retired: 'reader-token-retired', gap: 'reader-cut-off' } as const;
const ADDED = { read: 'reader-added', 'read-all': 'reader-of-all-added' } as const;

/** Whether a token stays the same when the plan is applied. */
function stands(change: Change): boolean {
  return (
    change.action === 'none' ||
    (change.action === 'update' && !(change.type === VAULT_SECRET && change.differs('value')))
  );
}

/**
 * Reports that Entra will present a different token, either because the generation of the token changes or because the
 * credentials change.
 */
export const explainTokenInUse = oncePer((changes: readonly Change[]): Finding<TokenKind>[] => {
  const standing = changes.filter(({ before, after }) => before.exists && after.exists);
  const steps = standing.filter(({ type }) => type === 'terraform_data');
  for (const { address, before, after } of steps) {
    const [old, next] = [generationOf(readSettings(before)), generationOf(readSettings(after))];
    if (old === undefined || next === undefined || old === next) continue;
    return [{ kind: 'token-rotates', address, what: `token ${old} → ${next}` }];
  }
  return standing
    .filter(({ type, before, after }) => type === CREDENTIALS && tokenOf(before) !== tokenOf(after))
    .map(({ address }) => ({
      kind: 'token-without-overlap' as const,
      address,
      what: 'the token that Entra presents',
      tells: ['credential'],
    }));
});

const CREDENTIALS = 'azuread_synchronization_secret';

function tokenOf(side: Side): Json | undefined {
  const blocks = side.raw('credential').flat() as readonly Json[];
  return blocks.filter(isObject).find(({ key }) => key === 'SecretToken')?.['value'];
}

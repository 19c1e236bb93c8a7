import { createHash } from 'node:crypto';

import { type RequestHandler, Router } from 'express';

import type { AccessTokens, Reach, TokenFlaw } from '../access-tokens';

import { AzureRefusal } from './azure-refusal';

/** API versions. The error for an unknown version recommends the newest. */
const VERSIONS = ['7.0', '7.1', '7.2', '7.3', '7.4', '7.5', '7.6'];

export interface KeyVaultProps {
  /** URL of the vault, ending in a slash. */
  readonly url: string;

  /** Values of the secrets, by name. */
  readonly secrets: ReadonlyMap<string, string>;

  /** Origin of the authority that issues tokens. */
  readonly authority: string;
  readonly tokens: AccessTokens;

  /** Audience and directory of the tokens that the vault accepts. */
  readonly reach: Reach;
}

/** The secrets of a key vault. A request without a token gets a challenge that names the authority. */
export function keyVault({ url, secrets, authority, tokens, reach }: KeyVaultProps): Router {
  const router = Router();

  const guard: RequestHandler = (req, _res, next) => {
    const flaw = tokens.flaw(req.get('authorization'), reach);
    if (!flaw) {
      next();
      return;
    }
    const challenge = `Bearer authorization="${authority}/${reach.directoryId}", resource="${reach.audience}"`;
    throw new AzureRefusal(401, 'Unauthorized', reason(flaw, reach), { 'WWW-Authenticate': challenge });
  };

  router.use('/secrets', guard);

  router.get('/secrets/:name{/:version}', (req, res) => {
    checkVersion(req.query['api-version']);
    const { name, version } = req.params;
    const value = secrets.get(name);
    const newest = value === undefined ? undefined : versionOf(name, value);
    if (newest === undefined || (version !== undefined && version !== newest)) {
      throw new AzureRefusal(
        404,
        'SecretNotFound',
        `A secret with (name/id) ${name}${version === undefined ? '' : `/${version}`} was not found in this key vault. ` +
          'If you recently deleted this secret you may be able to recover it using the correct recovery command.',
      );
    }
    res.json({ value, id: `${url}secrets/${name}/${newest}`, attributes: { enabled: true } });
  });

  return router;
}

/** The version is derived from the value, so that reading an unchanged secret again shows no change. */
function versionOf(name: string, value: string): string {
  return createHash('sha256').update(`${name}\n${value}`).digest('hex').slice(0, 32);
}

function checkVersion(version: unknown): void {
  if (typeof version !== 'string') throw new AzureRefusal(400, 'BadParameter', 'api-version must be specified');
  if (VERSIONS.includes(version)) return;
  const what = `The specified version (${version}) is not recognized.`;
  throw new AzureRefusal(400, 'BadParameter', `${what} Consider using the latest supported version (7.6).`);
}

function reason(flaw: TokenFlaw, { audience, directoryId }: Reach): string {
  switch (flaw.kind) {
    case 'missing':
      return 'AKV10000: Request is missing a Bearer or PoP token.';
    case 'unknown':
      return 'AKV10001: Token validation failed.';
    case 'audience':
      return `AKV10022: Invalid audience. Expected ${audience}, found: ${flaw.found}.`;
    case 'directory':
      return `AKV10032: Invalid issuer. Expected one of ${directoryId}, found ${flaw.found}.`;
  }
}

import { randomUUID } from 'node:crypto';

import { administer, useDatabase } from './postgres';

export interface OwnedDatabase {
  /** Connection URL of an administrator. */
  readonly url: string;

  /**
   * Connection URL of the login that migrates. As on Azure, it is not a superuser, so forced row-level security applies
   * to it.
   */
  readonly asOwner: string;
}

/** Gives each test an empty database whose owner may become the runtime role. */
export function useOwnedDatabase(server: string): OwnedDatabase {
  useDatabase(server); // creates the runtime role
  const name = `entra_scim_test_${randomUUID().replaceAll('-', '')}`;
  const owner = `migrator_${randomUUID().slice(0, 8)}`;
  const url = new URL(server);
  url.pathname = `/${name}`;
  const asOwner = new URL(url);
  [asOwner.username, asOwner.password] = [owner, owner];

  beforeEach(async () => {
    await administer(server, `create role ${owner} login createrole password '${owner}'`);
    await administer(server, `grant scim_runtime to ${owner} with admin option`);
    await administer(server, `create database ${name} owner ${owner}`);
  });
  afterEach(async () => {
    await administer(server, `drop database ${name} with (force)`);
    await administer(server, `drop role ${owner}`);
  });
  return { url: url.href, asOwner: asOwner.href };
}

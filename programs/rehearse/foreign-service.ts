import { createInterface } from 'node:readline/promises';

import { UsageError } from '../../command-line/usage-error';

/** Whether a service runs on this machine, where it cannot contain other people's data. */
export function isLoopback(url: string): boolean {
  const host = new URL(url).hostname.replace(/^\[|\]$/g, '');
  return host === 'localhost' || host === '::1' || host.endsWith('.localhost') || /^127(\.\d+){3}$/.test(host);
}

/**
 * Asks for confirmation before a rehearsal writes invented people into a service that is not on this machine.
 *
 * @param yes whether the command line already gives the confirmation, as in scripts.
 * @throws {UsageError} if nobody confirms.
 */
export async function agreeTo(what: string, url: string, yes: boolean): Promise<void> {
  if (yes || isLoopback(url)) return;
  const { host } = new URL(url);
  if (!process.stdin.isTTY) {
    throw new UsageError(
      `${host} is not this machine, and ${what} there; if that is intended, add --yes. Nothing was sent`,
    );
  }
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await terminal.question(`${host} is not this machine, and ${what} there. Type its name to go on: `);
  terminal.close();
  if (answer.trim() !== host) throw new UsageError('nothing was sent');
}

import { randomUUID } from 'node:crypto';

import { Option } from 'commander';

import { type Caller, note, print } from '../../command-line/caller';
import { example, program } from '../../command-line/program';
import { UsageError } from '../../command-line/usage-error';
import type { Origin } from '../../service/directory/store';
import type { ReplayFrom, StreamDesk, StreamStatus } from '../../service/streams/desk';
import type { StreamKey } from '../../service/streams/positions';
import { type Format, formatOption, printList } from '../history/format';
import { readSince } from '../history/time';

import { openStreams } from './open-desk';
import { streamList } from './stream-list';

/** Maximum number of streams to request at a time. */
const PAGE = 500;

/** `entra-scim streams`. */
export const streams = program('entra-scim streams', (command, caller) => {
  command
    .description(
      'Shows how far behind each stream of events is: its state, the age of the oldest event that its receiver did not take, ' +
        'the next attempt and the last error. Asks the admin API at ADMIN_URL or, without it, the database at DATABASE_URL ' +
        'with the registry at TENANTS_FILE. Exit code 0: done; 2: the arguments or the environment are wrong.',
    )
    .argument('[tenant]', 'slug of a tenant; without it, all tenants')
    .addOption(formatOption())
    .addHelpText(
      ...example(
        'entra-scim streams',
        'entra-scim streams contoso --format json',
        'entra-scim streams replay contoso product --since 14:00',
      ),
    )
    .action((tenant: string | undefined, { format }: { readonly format: Format }) => list(tenant, format, caller));

  for (const [name, description] of [
    ['pause', 'Sends no more events of a tenant to the receiver of a stream, until the stream is resumed.'],
    ['resume', 'Continues a stream that was paused or has ended, where it stopped.'],
  ] as const) {
    command
      .command(name)
      .description(`${description} Exit code 0: done; 2: there is no such stream.`)
      .argument('<tenant>', 'slug of the tenant')
      .argument('<stream>', 'name of the stream')
      .addHelpText(...example(`entra-scim streams ${name} contoso product`))
      .action((tenant: string, stream: string) =>
        act({ tenant, stream }, `${name}d`, caller, (desk, key, by) => desk[name](key, by)),
      );
  }

  command
    .command('replay')
    .description(
      'Continues a stream from another place, whatever state it is in: its receiver gets earlier events again, or misses the ' +
        'events in between. Exit code 0: done; 2: there is no such stream, or the cursor is not of its feed.',
    )
    .argument('<tenant>', 'slug of the tenant')
    .argument('<stream>', 'name of the stream')
    .addOption(
      new Option('--since <time>', 'from this time on: 14:00, 2026-11-01, 90m, 2h or 3d')
        .argParser((text) => readSince(text))
        .conflicts(['after', 'from']),
    )
    .addOption(new Option('--after <cursor>', 'from the event after this cursor').conflicts('from'))
    .addOption(
      new Option('--from <place>', 'from the oldest event that is kept, or from now on').choices(['oldest', 'now']),
    )
    .addHelpText(...example('entra-scim streams replay contoso product --since 2h'))
    .action((tenant: string, stream: string, options: ReplayOptions) => {
      const from = placeOf(options);
      return act({ tenant, stream }, 'replayed', caller, (desk, key, by) => desk.replay(key, from, by));
    });
});

interface ReplayOptions {
  readonly since?: Date;
  readonly after?: string;
  readonly from?: 'now' | 'oldest';
}

function placeOf({ since, after, from }: ReplayOptions): ReplayFrom {
  if (since) return { since };
  if (after !== undefined) return { cursor: after };
  if (from !== undefined) return from;
  throw new UsageError('say from where to continue: --since, --after or --from');
}

async function list(tenant: string | undefined, format: Format, caller: Caller): Promise<void> {
  await using opened = await openStreams(caller);
  const found = tenant === undefined ? await allOf(opened.desk) : await opened.desk.of(tenant);
  if (found.length > 0 || format !== 'table') printList(caller, format, streamList(found, new Date()));
  if (found.length === 0) note(caller, tenant === undefined ? 'there are no streams' : `'${tenant}' has no streams`);
}

async function allOf(desk: StreamDesk): Promise<readonly StreamStatus[]> {
  const all: StreamStatus[] = [];
  for (;;) {
    const page = await desk.after(all.at(-1), PAGE);
    all.push(...page);
    if (page.length < PAGE) return all;
  }
}

type Act = (desk: StreamDesk, key: StreamKey, by: Origin) => Promise<boolean>;

async function act(key: StreamKey, done: string, caller: Caller, change: Act): Promise<void> {
  await using opened = await openStreams(caller);
  const found = await opened.desk.of(key.tenant);
  if (!found.some(({ stream }) => stream === key.stream)) {
    const names = found.map(({ stream }) => stream).join(', ');
    throw new UsageError(`'${key.tenant}' has no stream '${key.stream}'; its streams are: ${names || 'none'}`);
  }
  const changed = await change(opened.desk, key, { requestId: randomUUID(), tokenId: BY_COMMAND });
  print(caller, `${key.stream} of '${key.tenant}': ${changed ? done : 'was so already'}`);
}

/**
 * The value that is recorded instead of a token's id when the command uses the database directly. When the command uses
 * the admin API, the service itself records who made the request.
 */
const BY_COMMAND = 'streams-command';

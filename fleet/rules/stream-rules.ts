import type { ReaderConfig } from '../model/readers';
import type { StreamOptions } from '../model/stream-options';
import type { Complaint } from '../yaml/complaint';
import { nearest } from '../yaml/schema-complaints';
import { placeOf, type YamlFile } from '../yaml/yaml-file';

type Delivery = StreamOptions['delivery'];
type Key = Exclude<keyof StreamOptions, 'delivery' | 'name' | 'types'>;

/** Keys that are allowed only for some kinds of delivery. */
const DELIVERIES_OF: Readonly<Record<Key, readonly Delivery[]>> = {
  url: ['webhook', 'push'],
  secret: ['webhook'],
  identities: ['webhook'],
  audience: ['push', 'poll'],
  content: ['push', 'poll'],
  authorization: ['push'],
  reader: ['poll'],
  privateAddresses: ['webhook', 'push'],
};

/** Keys that are required for a kind of delivery, with the reason. */
const NEEDED: Readonly<Record<Delivery, Readonly<Partial<Record<Key, string>>>>> = {
  webhook: { url: 'a webhook needs the https URL that events are sent to' },
  push: {
    url: 'a push needs the https URL that tokens are sent to',
    audience: 'tokens name their audience; give the one that the receiver checks',
  },
  poll: {
    audience: 'tokens name their audience; give the one that the receiver checks',
    reader: 'only a reader may fetch; name one that is declared under readers of this file',
  },
};

/** Complaints about streams in one file that are valid individually but not in combination. */
export function streamComplaints(
  file: YamlFile,
  streams: readonly StreamOptions[],
  readers: readonly ReaderConfig[],
): Complaint[] {
  return streams.flatMap((stream, index) => {
    const path = ['streams', index];
    const first = streams.findIndex(({ name }) => name === stream.name);
    const twice = `is already the name of ${placeOf(file, ['streams', first])}; give this stream its own`;
    return [
      ...(first === index ? [] : [file.complain([...path, 'name'], twice)]),
      ...misplacedKeys(file, path, stream),
      ...missingKeys(file, path, stream),
      ...withoutSecret(file, path, stream),
      ...unknownReader(file, path, stream, readers),
    ];
  });
}

type Check = (file: YamlFile, path: readonly PropertyKey[], stream: StreamOptions) => Complaint[];

const misplacedKeys: Check = (file, path, stream) =>
  (Object.keys(DELIVERIES_OF) as Key[])
    .filter((key) => stream[key] !== undefined && !DELIVERIES_OF[key].includes(stream.delivery))
    .map((key) =>
      file.complainAboutKey(
        [...path, key],
        `has no meaning for ${stream.delivery}, only for ${DELIVERIES_OF[key].join(' and ')}; remove it, or change delivery`,
      ),
    );

const missingKeys: Check = (file, path, stream) =>
  Object.entries(NEEDED[stream.delivery])
    .filter(([key]) => stream[key as Key] === undefined)
    .map(([key, why]) => file.complain([...path, key], `is missing; ${why}`));

const withoutSecret: Check = (file, path, { name, secret }) =>
  secret && secret.retired >= secret.generation
    ? [
        file.complain(
          [...path, 'secret', 'retired'],
          `must be below the generation ${secret.generation}, otherwise nothing signs the events for '${name}'; to remove the stream, remove ` +
            `its entry; got ${secret.retired}`,
        ),
      ]
    : [];

function unknownReader(
  file: YamlFile,
  path: readonly PropertyKey[],
  { delivery, reader }: StreamOptions,
  readers: readonly ReaderConfig[],
): Complaint[] {
  const names = readers.map(({ name }) => name);
  if (delivery !== 'poll' || reader === undefined || names.includes(reader)) return [];
  const near = nearest(reader, names);
  const remedy = near ? `did you mean '${near}'?` : `declare it there, with 'name: ${reader}'`;
  return [file.complain([...path, 'reader'], `'${reader}' is not a reader in this file; ${remedy}`)];
}

import type { ReaderConfig } from './model/readers';
import type { SigningConfig } from './model/signing-options';
import type { StreamConfig } from './model/stream';
import type { TokenConfig } from './model/token';
import type { Path } from './yaml/yaml-file';

/** The generation of a secret, as set in a file. A generation may only increase. */
export interface Generation {
  /**
   * Identifies the generation in the lock. A reader or stream is identified by name, because its position can change.
   */
  readonly id: string;

  /** Path of the generation in its file. */
  readonly path: Path;
  readonly value: number;
  readonly what: 'key' | 'secret' | 'token';
}

/** An owner of secrets with generations: the platform, or a tenant of the companion service. */
export interface Rotating {
  readonly token?: TokenConfig;
  readonly readers: readonly ReaderConfig[];
  readonly streams: readonly StreamConfig[];
  readonly signing?: SigningConfig;
}

/** All generations in a file, in the order of its keys. */
export function generationsIn({ token, readers, streams, signing }: Rotating): Generation[] {
  return [
    ...of('token', 'token', ['token'], token),
    ...readers.flatMap((reader, index) =>
      of('token', `readers.${reader.name}.token`, ['readers', index, 'token'], reader.token),
    ),
    ...streams.flatMap((stream, index) => {
      const id = (key: string) => `streams.${stream.name}.${stream.delivery}.${key}`;
      switch (stream.delivery) {
        case 'webhook':
          return of('secret', id('secret'), ['streams', index, 'secret'], stream.secret);
        case 'push':
          return of('secret', id('authorization'), ['streams', index, 'authorization'], stream.authorization);
        case 'poll':
          return []; // the token of its reader has the generations
      }
    }),
    ...of('key', 'signing', ['signing'], signing),
  ];
}

/** The generations by id. Initial generations are left out, because they cannot decrease. */
export function raisedGenerations(rotating: Rotating): Readonly<Record<string, number>> {
  return Object.fromEntries(
    generationsIn(rotating)
      .filter(({ path, value }) => value > (path.at(-1) === 'retired' ? 0 : 1))
      .map(({ id, value }) => [id, value]),
  );
}

function of(
  what: Generation['what'],
  id: string,
  path: Path,
  secret: { readonly generation: number; readonly retired?: number } | undefined,
): Generation[] {
  return (['generation', 'retired'] as const).flatMap((key) => {
    const value = secret?.[key];
    return value === undefined ? [] : [{ id: `${id}.${key}`, path: [...path, key], value, what }];
  });
}

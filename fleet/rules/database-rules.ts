import { defaultSource, FIRST, minuteOf } from '../../microsoft/azure/restored-server';
import { CLUSTER } from '../model/database-options';
import type { PlatformFile } from '../model/platform';
import type { Complaint } from '../yaml/complaint';
import type { YamlFile } from '../yaml/yaml-file';

type Check = (file: YamlFile, platform: Pick<PlatformFile, 'database'>) => Complaint[];

export const standbyNeedsSize: Check = (file, { database }) =>
  (
    [
      [['database'], database],
      [['database', 'elasticCluster'], database.elasticCluster],
    ] as const
  ).flatMap(([path, sized]) =>
    sized && sized.highAvailability !== 'none' && sized.size.startsWith('B_')
      ? [
          file.complain(
            [...path, 'highAvailability'],
            `needs a general purpose or memory optimized ${[...path, 'size'].join('.')}, such as GP_Standard_D2ds_v5; ` +
              `got '${sized.size}'`,
          ),
        ]
      : [],
  );

/**
 * A restored server has no backups from before it was created. A restore to an earlier time therefore cannot copy that
 * server.
 */
export const restoresFollow: Check = (file, { database: { restores } }) =>
  restores.flatMap(({ at, ...restore }, index) => {
    const from = restore.from ?? defaultSource(restores, index);
    const complain = (key: string, message: string) => [
      file.complain(['database', 'restores', index, key], `${message}; got '${key === 'at' ? at : from}'`),
    ];
    const earlier = restores.slice(0, index);
    if (earlier.some((one) => minuteOf(one.at) === minuteOf(at))) {
      return complain(
        'at',
        'must not be in the same minute as a restore above it, since the minute is part of the name',
      );
    }
    if (from !== FIRST && !earlier.some((one) => one.at === from)) {
      return complain('from', `must be ${FIRST}, or the instant of a restore above it`);
    }
    return from !== FIRST && new Date(at) <= new Date(from)
      ? complain(
          'at',
          `must be later than ${from}, since that server has no older data; give another source under 'from'`,
        )
      : [];
  });

/**
 * The database in use must exist. A cluster is empty at first, so it is used only if the file explicitly selects it.
 */
export const usesWhatIsThere: Check = (file, { database }) => {
  const { restores, server, elasticCluster, use } = database;
  const path = ['database', 'use'];
  if (use === undefined && elasticCluster) {
    return [
      file.complain(
        ['database', 'elasticCluster'],
        `needs database.use: ${FIRST} creates it beside the server, so that data can be copied; ${CLUSTER} moves the ` +
          'service to it, which is empty at first',
      ),
    ];
  }
  switch (use ?? restores.at(-1)?.at ?? FIRST) {
    case CLUSTER:
      return elasticCluster ? [] : [file.complain(path, 'needs database.elasticCluster')];
    case FIRST:
      return server
        ? []
        : [
            file.complain(
              ['database', 'server'],
              'must be true while the service uses this server; set database.use to another database',
            ),
          ];
    default:
      return use === undefined || restores.some(({ at }) => at === use)
        ? []
        : [file.complain(path, `must be ${FIRST}, ${CLUSTER}, or the instant of one of the restores; got '${use}'`)];
  }
};

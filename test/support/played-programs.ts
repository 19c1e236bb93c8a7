import { join } from 'node:path';

import { type Programs, programsOnPath } from '../../programs/pipeline/programs';

import { play, type Stage } from './fake-program';

/** What steps call: played in this process, or found on PATH. */
export function playedPrograms(env: NodeJS.ProcessEnv, stage: Stage): Programs {
  return {
    env,
    with: (more) => playedPrograms({ ...env, ...more }, stage),
    run: async (command, args, options = {}) => {
      const ended = await play(command, args, { ...stage, folder: join(stage.folder, options.folder ?? '.') });
      if (!ended) return programsOnPath(env).run(command, args, options);
      for (const line of `${ended.output}${ended.errors}`.split('\n')) if (line !== '') options.onLine?.(line);
      return ended;
    },
  };
}

import { join } from 'node:path';

import type { Program } from '../../command-line/program';
import { type Programs, programsOnPath } from '../../programs/pipeline/programs';
import { pipelineWith } from '../../programs/pipeline/steps';

import { fakeEntra } from './fake-entra';
import { play, type Stage } from './fake-program';

/** The steps of the pipeline, with fakes for Entra and for the programs that they start. */
export function playedPipeline(stage: Stage): Program {
  return pipelineWith((env) => ({ programs: playedPrograms(env, stage), entra: fakeEntra(stage.fake) }));
}

/** The programs that steps call: fakes in this process, or programs on PATH. */
function playedPrograms(env: NodeJS.ProcessEnv, stage: Stage): Programs {
  return {
    env,
    with: (more) => playedPrograms({ ...env, ...more }, stage),
    run: async (command, args, options = {}) => {
      const ended = play(command, args, { ...stage, folder: join(stage.folder, options.folder ?? '.') });
      if (!ended) return programsOnPath(env).run(command, args, options);
      for (const line of `${ended.output}${ended.errors}`.split('\n')) if (line !== '') options.onLine?.(line);
      return ended;
    },
  };
}

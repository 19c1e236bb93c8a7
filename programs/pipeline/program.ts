import { entraOf } from './entra';
import { programsOnPath } from './programs';
import { pipelineWith } from './steps';

/** The steps of reviewing and deploying. */
export const pipeline = pipelineWith((env, config) => ({
  programs: programsOnPath(env),
  entra: entraOf(config, env),
  begin: () => {
    // Plans, states and documents of plans hold secrets: what the steps and Terraform write is for this user alone.
    process.umask(0o077);
  },
}));

import { entraOf } from './entra';
import { programsOnPath } from './programs';
import { pipelineWith } from './steps';

/** The steps of reviewing and deploying. */
export const pipeline = pipelineWith((env, config) => ({
  programs: programsOnPath(env),
  entra: entraOf(config, env),
  begin: () => {
    // Plans, states and plan documents contain secrets, so files that the steps and Terraform write are readable by
    // this user only.
    process.umask(0o077);
  },
}));

import type { Program } from '../../command-line/program';

import { entraOf } from './entra';
import { programsOnPath } from './programs';
import { pipelineWith } from './steps';

const steps = pipelineWith((env, config) => ({ programs: programsOnPath(env), entra: entraOf(config, env) }));

/**
 * `entra-scim pipeline`: the steps of reviewing and deploying.
 *
 * Plans and states contain secrets, so the files that the steps and Terraform write are readable only by the user who
 * runs the command.
 */
export const pipeline: Program = async (args, caller) => {
  const before = process.umask(0o077);
  try {
    await steps(args, caller);
  } finally {
    process.umask(before);
  }
};

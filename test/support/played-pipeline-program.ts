import { playedPipeline } from './played-pipeline';

// `entra-scim pipeline` for the scripts of workflows: the steps are real, and the programs that they call are played.
const { FAKE: fake = '' } = process.env;
void playedPipeline({ fake, folder: process.cwd() })(process.argv.slice(2), process);

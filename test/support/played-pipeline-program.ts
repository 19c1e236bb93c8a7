import { playedPipeline } from './played-pipeline';

// `entra-scim pipeline` for the scripts of workflows. The steps are real, but the programs that they call are fakes.
const { FAKE: fake = '' } = process.env;
void playedPipeline({ fake, folder: process.cwd() })(process.argv.slice(2), process);

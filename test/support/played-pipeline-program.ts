import { playedPipeline } from './played-pipeline';

// `entra-scim pipeline` for the scripts of workflows: the real steps, and what they call is played.
const { FAKE: fake = '' } = process.env;
void playedPipeline({ fake, folder: process.cwd() })(process.argv.slice(2), process);

import { rollout } from './program';

void rollout(process.argv.slice(2), process);

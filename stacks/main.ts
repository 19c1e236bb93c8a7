import { synth } from './program';

void synth(process.argv.slice(2), process);

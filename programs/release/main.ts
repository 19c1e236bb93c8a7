import { release } from './program';

void release(process.argv.slice(2), process);

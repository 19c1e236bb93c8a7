import { sync } from './program';

void sync(process.argv.slice(2), process);

import { rehearse } from './program';

void rehearse(process.argv.slice(2), process);

import { review } from './program';

void review(process.argv.slice(2), process);

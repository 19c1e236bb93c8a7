import { rmSync } from 'node:fs';

import { bundle, PROGRAMS } from './bundle';

/** The folder for the bundled service, from which its container image is built. */
const FOLDER = 'build';

rmSync(FOLDER, { recursive: true, force: true });
void bundle(PROGRAMS, FOLDER);

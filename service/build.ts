import { rmSync } from 'node:fs';

import { bundle, PROGRAMS } from './bundle';

/** Bundles the service for its container image. */
const FOLDER = 'build';

rmSync(FOLDER, { recursive: true, force: true });
void bundle(PROGRAMS, FOLDER);

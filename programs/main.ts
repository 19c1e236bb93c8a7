#!/usr/bin/env node
import { entraScim } from './program';

// Whoever reads the output may stop, as `head` does; there is nothing left to say then.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit();
  throw error;
});

void entraScim(process.argv.slice(2), process);

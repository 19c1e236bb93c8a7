#!/usr/bin/env node
import { entraScim } from './program';

// The reader of the output may stop early, as `head` does. Nothing is left to say then.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit();
  throw error;
});

void entraScim(process.argv.slice(2), process);

#!/usr/bin/env node
import { entraScim } from './program';

// The reader of the output may stop early, as `head` does, or may end before a service that it started. Later output is
// then lost, without an error.
for (const output of [process.stdout, process.stderr]) {
  output.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

void entraScim(process.argv.slice(2), process);

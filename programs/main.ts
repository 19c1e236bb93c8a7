#!/usr/bin/env node
import { entraScim } from './program';

// The process that reads the output may stop early, as `head` does. It may also end before a service that it started.
// In both cases, further output is lost without an error.
for (const output of [process.stdout, process.stderr]) {
  output.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

void entraScim(process.argv.slice(2), process);

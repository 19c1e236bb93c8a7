#!/usr/bin/env node
import { entraScim } from './program';

// The reader of the output may stop early, as `head` does, or end before a service that it started. What is written after that is lost.
for (const output of [process.stdout, process.stderr]) {
  output.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

void entraScim(process.argv.slice(2), process);

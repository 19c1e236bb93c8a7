#!/usr/bin/env node
import { entraScim } from './program';

// The process that reads the output may stop reading early, as `head` does, or may end while this program still runs as
// a service. Further output is then lost, without an error.
for (const output of [process.stdout, process.stderr]) {
  output.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

void entraScim(process.argv.slice(2), process);

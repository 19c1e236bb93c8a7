import { play } from './fake-program';

// A program of its own on PATH: node played-program.js <program> …
const [, , program = '', ...args] = process.argv;
const { FAKE: fake = '' } = process.env;
void play(program, args, { fake, folder: process.cwd() }).then((ended) => {
  process.stdout.write(ended?.output ?? '');
  process.stderr.write(ended?.errors ?? '');
  process.exitCode = ended?.code ?? 127;
});

import { play } from './fake-program';

// A fake program on PATH: node played-program.js <program> …
const [, , program = '', ...args] = process.argv;
const { FAKE: fake = '' } = process.env;
const ended = play(program, args, { fake, folder: process.cwd() });
process.stdout.write(ended?.output ?? '');
process.stderr.write(ended?.errors ?? '');
process.exitCode = ended?.code ?? 127;

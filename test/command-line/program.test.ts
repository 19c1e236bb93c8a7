import { print } from '../../command-line/caller';
import { program } from '../../command-line/program';
import { UsageError } from '../../command-line/usage-error';
import { callProgram } from '../support/call-program';

const failing = (error: Error) =>
  program('fails', (command) => {
    command.action(() => Promise.reject(error));
  });

describe('a program', () => {
  const greet = program('greet', (command, caller) => {
    command.argument('<name>').action((name: string) => {
      print(caller, `${caller.env['GREETING']} ${name}`);
    });
  });

  test('answers its caller, and knows only the environment of that caller', async () => {
    expect(await callProgram(greet, ['Ann'], { GREETING: 'hello' })).toEqual({
      code: 0,
      output: 'hello Ann\n',
      errors: '',
    });
  });

  test('shows how to call it, and exits with 0', async () => {
    const { code, output } = await callProgram(greet, ['--help']);

    expect([code, output]).toEqual([0, expect.stringContaining('Usage: greet [options] <name>')]);
  });

  test('fails with 2 on a call that it does not know, and points to its help', async () => {
    const { code, output, errors } = await callProgram(greet, ['Ann', '--loud']);

    expect([code, output]).toEqual([2, '']);
    expect(errors).toBe("error: unknown option '--loud'\n(greet --help lists the arguments and options)\n");
  });

  test('fails with 2 on a wrong call of one of its commands, and points to the help of that command', async () => {
    const greets = program('greet', (command) => {
      command.command('loudly').argument('<name>');
    });

    const { code, errors } = await callProgram(greets, ['loudly']);

    expect(code).toBe(2);
    expect(errors).toBe(
      "error: missing required argument 'name'\n(greet loudly --help lists the arguments and options)\n",
    );
  });

  test('fails with 2 and a sentence, and with the stack trace if DEBUG is set', async () => {
    const program = failing(new UsageError('there is no such tenant'));

    expect(await callProgram(program, [])).toEqual({ code: 2, output: '', errors: 'there is no such tenant\n' });
    expect((await callProgram(program, [], { DEBUG: '1' })).errors).toContain('program.test.ts:');
  });

  test('fails with the stack trace of an error that only a developer can fix', async () => {
    const { code, errors } = await callProgram(failing(new TypeError('x is not a function')), []);

    expect(code).toBe(2);
    expect(errors).toMatch(/^TypeError: x is not a function\n +at /);
  });
});

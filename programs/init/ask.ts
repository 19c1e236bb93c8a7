import { createInterface } from 'node:readline';

import { UsageError } from '../../command-line/usage-error';

import { type Answers, QUESTIONS } from './answers';

/** Where a person reads and writes. */
export interface Terminal {
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream;
}

/**
 * Asks a person, one question after the other. An answer that cannot be used is asked for again.
 *
 * @throws {UsageError} when the input ends before the last answer.
 */
export async function ask(keys: readonly (keyof Answers)[], { input, output }: Terminal): Promise<Partial<Answers>> {
  const terminal = createInterface({ input, output });
  // Keeps lines that are typed or pasted ahead, which `question` would lose.
  const lines = terminal[Symbol.asyncIterator]();
  try {
    const answers: [keyof Answers, string][] = [];
    for (const key of keys) answers.push([key, await answer(key)]);
    return Object.fromEntries(answers);
  } finally {
    terminal.close();
  }

  async function answer(key: keyof Answers): Promise<string> {
    const { what, example, optional, flaw } = QUESTIONS[key];
    for (;;) {
      terminal.setPrompt(`${sentence(what)} (${optional ? '' : 'such as '}${example}): `);
      terminal.prompt();
      const line = await lines.next();
      if (line.done === true) throw new UsageError('the input ended before the last answer; nothing was made');
      const text = line.value.trim() || (optional ? example : '');
      const why = flaw(text);
      if (why === undefined) return text;
      output.write(`It ${why}.\n`);
    }
  }
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

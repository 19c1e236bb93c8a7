import { createInterface } from 'node:readline';

import { UsageError } from '../../command-line/usage-error';

import { type Answers, QUESTIONS } from './answers';

/** The terminal at which a person reads questions and types answers. */
export interface Terminal {
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream;
}

/**
 * Asks a person one question after another. If an answer is unusable, the question is repeated.
 *
 * @returns the answers, except those that the person skips.
 * @throws {UsageError} if the input ends before the last answer.
 */
export async function ask(keys: readonly (keyof Answers)[], { input, output }: Terminal): Promise<Partial<Answers>> {
  const terminal = createInterface({ input, output });
  // This iterator keeps lines that a person types or pastes in advance. `question` would lose those lines.
  const lines = terminal[Symbol.asyncIterator]();
  try {
    const answers: [keyof Answers, string][] = [];
    for (const key of keys) {
      const text = await answer(key);
      if (text !== undefined) answers.push([key, text]);
    }
    return Object.fromEntries(answers);
  } finally {
    terminal.close();
  }

  async function answer(key: keyof Answers): Promise<string | undefined> {
    const { what, example, leftOut, flaw } = QUESTIONS[key];
    const hint = `${leftOut === 'suits' ? '' : 'such as '}${example}${leftOut === 'later' ? '; leave empty to set it later' : ''}`;
    for (;;) {
      terminal.setPrompt(`${sentence(what)} (${hint}): `);
      terminal.prompt();
      const line = await lines.next();
      if (line.done === true) throw new UsageError('the input ended before the last answer; nothing was created');
      const text = line.value.trim() || (leftOut === 'suits' ? example : '');
      if (text === '' && leftOut === 'later') return undefined;
      const why = flaw(text);
      if (why === undefined) return text;
      output.write(`It ${why}.\n`);
    }
  }
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

/** Thrown if the environment is unusable. The message names every wrong variable and the remedy. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';

  constructor(complaints: readonly string[]) {
    super(['the environment is unusable:', ...complaints].join('\n  '));
  }
}

/**
 * Reads settings from environment variables. Reads all variables instead of stopping at the first problem.
 *
 * @throws {SettingsError} if any variable is wrong. The error lists all problems.
 */
export function readEnvironment<Result>(env: NodeJS.ProcessEnv, reader: (variables: Variables) => Result): Result {
  const complaints: string[] = [];
  const result = reader(new Variables(env, complaints));
  if (complaints.length > 0) throw new SettingsError(complaints);
  return result;
}

/** The variables of the environment. An empty variable counts as not set. */
export class Variables {
  readonly #env: NodeJS.ProcessEnv;
  readonly #complaints: string[];

  constructor(env: NodeJS.ProcessEnv, complaints: string[]) {
    this.#env = env;
    this.#complaints = complaints;
  }

  text(name: string): string | undefined {
    return this.#env[name]?.trim() || undefined;
  }

  wholeNumber(name: string, from: number, to: number): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const number = Number(text);
    if (!Number.isInteger(number) || number < from || number > to) {
      this.complain(`${name} must be a whole number from ${from} to ${to}; got '${text}'`);
    }
    return number;
  }

  url(name: string, protocols: readonly string[]): URL | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const url = URL.canParse(text) ? new URL(text) : undefined;
    if (url && protocols.includes(url.protocol)) return url;
    // The message does not repeat the value, since a database URL may contain a password.
    this.complain(`${name} must be a URL that starts with ${protocols[0]}//`);
    return undefined;
  }

  choice<Choice extends string>(name: string, choices: readonly Choice[]): Choice | undefined {
    const text = this.text(name);
    const choice = choices.find((candidate) => candidate === text);
    if (text !== undefined && choice === undefined) {
      this.complain(`${name} must be one of ${choices.join(', ')}; got '${text}'`);
    }
    return choice;
  }

  complain(complaint: string): void {
    this.#complaints.push(complaint);
  }
}

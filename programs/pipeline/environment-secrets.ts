import { Scrubber } from '../review/masking/scrubber';

/**
 * Patterns for the names of variables that contain secrets. All variables of our stacks do, since everything else is in
 * the files.
 */
const SECRET = /^TF_VAR_|(^|_)(CERTIFICATE|KEY|PASSWORD|SECRET|TOKEN)(_|$)/;

/** Name endings of variables that only say where a secret is. */
const PLACE = /_(FILE|ID|PATH|URL)$/;

/**
 * Removes the secrets of this process from texts: Terraform hides sensitive values in its own messages, but not in
 * those that a provider quotes from its cloud.
 */
export class EnvironmentSecrets {
  readonly #scrubber: Scrubber;

  constructor(env: NodeJS.ProcessEnv) {
    const secret = Object.entries(env).filter(([name]) => SECRET.test(name) && !PLACE.test(name));
    this.#scrubber = new Scrubber(new Set(secret.flatMap(([, value = '']) => (value === '' ? [] : [value]))));
  }

  /** A text of several lines. A line that cannot be shown does not hide the others. */
  hide(text: string): string {
    const lines = text.split('\n').map((line) => this.#scrubber.scrub(line));
    return this.#scrubber.scrub(lines.join('\n'));
  }
}

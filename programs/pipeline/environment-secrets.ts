import { Scrubber } from '../review/masking/scrubber';

/** Variables that hold a secret, by how they are called. All variables of our stacks do: anything else is in the files. */
const SECRET = /^TF_VAR_|(^|_)(CERTIFICATE|KEY|PASSWORD|SECRET|TOKEN)(_|$)/;

/** Ends of names of variables that say where a secret is. */
const PLACE = /_(FILE|ID|PATH|URL)$/;

/**
 * Removes the secrets of this process from texts: Terraform hides what is sensitive in its own words, and
 * not what a provider quotes from its cloud.
 */
export class EnvironmentSecrets {
  readonly #scrubber: Scrubber;

  constructor(env: NodeJS.ProcessEnv) {
    const secret = Object.entries(env).filter(([name]) => SECRET.test(name) && !PLACE.test(name));
    this.#scrubber = new Scrubber(new Set(secret.flatMap(([, value = '']) => (value === '' ? [] : [value]))));
  }

  /** A text of several lines, of which one that cannot be shown takes no other with it. */
  hide(text: string): string {
    const lines = text.split('\n').map((line) => this.#scrubber.scrub(line));
    return this.#scrubber.scrub(lines.join('\n'));
  }
}

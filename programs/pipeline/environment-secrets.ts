import { Scrubber } from '../review/masking/scrubber';

/**
 * Matches the names of environment variables that contain secrets. All Terraform variables of our stacks are secrets,
 * since all other values are in configuration files.
 */
const SECRET = /^TF_VAR_|(^|_)(CERTIFICATE|KEY|PASSWORD|SECRET|TOKEN)(_|$)/;

/** Matches the names of variables that contain only the location of a secret, such as a path or an id. */
const PLACE = /_(FILE|ID|PATH|URL)$/;

/**
 * Removes secrets from text. The secrets are those in the environment of this process. Terraform hides sensitive values
 * in its own messages, but not in messages that a provider quotes from Azure or Entra.
 */
export class EnvironmentSecrets {
  readonly #scrubber: Scrubber;

  constructor(env: NodeJS.ProcessEnv) {
    const secret = Object.entries(env).filter(([name]) => SECRET.test(name) && !PLACE.test(name));
    this.#scrubber = new Scrubber(new Set(secret.flatMap(([, value = '']) => (value === '' ? [] : [value]))));
  }

  /**
   * Hides the secrets in a string of several lines. If one line has to be hidden as a whole, the other lines are still
   * shown.
   */
  hide(text: string): string {
    const lines = text.split('\n').map((line) => this.#scrubber.scrub(line));
    return this.#scrubber.scrub(lines.join('\n'));
  }
}

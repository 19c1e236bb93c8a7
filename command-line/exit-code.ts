/** The exit codes of all commands. A code means the same for every command. */
export const EXIT = {
  /** Success, and nothing to report. */
  fine: 0,

  /** Something was found: drift, differences, an outdated file, or changes that `--fail-on` names. */
  found: 1,

  /**
   * The command failed: the arguments, the configuration or something else that it needs is unusable, or a step failed.
   */
  unusable: 2,

  /** The command must not be carried out: the policy is violated, or a plan differs from the reviewed one. */
  refused: 3,

  /** The environment of a long-running service is unusable (EX_CONFIG in sysexits.h). */
  configuration: 78,
} as const;

/** The meaning of each exit code, for the help. */
export const EXIT_MEANINGS: Readonly<Record<keyof typeof EXIT, string>> = {
  fine: 'success',
  found: 'something was found: drift, differences, an outdated file, or changes that --fail-on names',
  unusable: 'failure: the arguments or the configuration are wrong, or a step failed',
  refused: 'refused: the policy is violated, or a plan differs from the reviewed one',
  configuration: 'the environment of the service is unusable (serve, migrate)',
};

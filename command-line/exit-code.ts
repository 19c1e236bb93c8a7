/** The exit codes of all commands. Each code has the same meaning for every command. */
export const EXIT = {
  /** Success, and nothing to report. */
  fine: 0,

  /** Something was found: drift, differences, an outdated file, or changes that `--fail-on` names. */
  found: 1,

  /** The command failed. For example, its arguments or its configuration are unusable, or one of its steps failed. */
  unusable: 2,

  /** The command refused to continue: the changes violate the policy, or a plan differs from the reviewed plan. */
  refused: 3,

  /**
   * The environment variables of a long-running service are unusable. The number is that of EX_CONFIG in sysexits.h.
   */
  configuration: 78,
} as const;

/** The meaning of each exit code, for the help text. */
export const EXIT_MEANINGS: Readonly<Record<keyof typeof EXIT, string>> = {
  fine: 'success',
  found: 'something was found: drift, differences, an outdated file, or changes that --fail-on names',
  unusable: 'failure: the arguments or the configuration are wrong, or a step failed',
  refused: 'refused: the policy is violated, or a plan differs from the reviewed one',
  configuration: 'the environment of the service is unusable (serve, migrate)',
};

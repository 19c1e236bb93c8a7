/** Exit codes of every command, so that a script need not know which one it calls. */
export const EXIT = {
  /** All is well. */
  fine: 0,

  /** Something was found: drift, differences, an outdated file, changes that `--fail-on` names. */
  found: 1,

  /**
   * The command could not be carried out: the call, the configuration or something it needs is unusable, or a step
   * failed.
   */
  unusable: 2,

  /** The command must not be carried out: the policy is violated, or a plan differs from what was reviewed. */
  refused: 3,

  /** The environment of a long-running service is unusable: EX_CONFIG of sysexits.h. */
  configuration: 78,
} as const;

/** What each exit code means, as the help says it. */
export const EXIT_MEANINGS: Readonly<Record<keyof typeof EXIT, string>> = {
  fine: 'all is well',
  found: 'found something: drift, differences, a file that is not current, changes that --fail-on names',
  unusable: 'could not be done: the call or the configuration cannot be used, or a step failed',
  refused: 'may not be done: the policy is broken, or a plan is not what was reviewed',
  configuration: 'the environment of the service cannot be used (serve, migrate)',
};

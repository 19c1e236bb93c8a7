/** Exit codes of every command, so that a script need not know which one it calls. */
export const EXIT = {
  /** All is well. */
  fine: 0,

  /** What was looked for was found: drift, differences, a file that is not current, changes that `--fail-on` names. */
  found: 1,

  /** It could not be done: the call, the configuration or what it needs cannot be used, or a step failed. */
  unusable: 2,

  /** It may not be done: the policy is broken, or a plan is not what was reviewed. */
  refused: 3,

  /** The environment of a long-running service cannot be used: EX_CONFIG of sysexits.h. */
  configuration: 78,
} as const;

/** What each exit code means, in the words of the help. */
export const EXIT_MEANINGS: Readonly<Record<keyof typeof EXIT, string>> = {
  fine: 'all is well',
  found: 'found something: drift, differences, a file that is not current, changes that --fail-on names',
  unusable: 'could not be done: the call or the configuration cannot be used, or a step failed',
  refused: 'may not be done: the policy is broken, or a plan is not what was reviewed',
  configuration: 'the environment of the service cannot be used (serve, migrate)',
};

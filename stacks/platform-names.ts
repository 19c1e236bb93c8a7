/** Azure names that follow from the platform's name, so that a tenant's stack finds what the platform's stack made. */
export interface PlatformNames {
  readonly resourceGroup: string;
  readonly logs: string;
  readonly environment: string;

  /** Where Azure keeps what the environment is made of. */
  readonly environmentResourceGroup: string;
  readonly app: string;
  readonly vault: string;
  readonly database: string;
  readonly runtimeIdentity: string;
  readonly migratorIdentity: string;
}

export function platformNames(name: string): PlatformNames {
  return {
    resourceGroup: name,
    logs: `${name}-logs`,
    environment: `${name}-apps`,
    environmentResourceGroup: `${name}-apps-managed`,
    app: name,
    vault: `${name}-kv`,
    database: `${name}-db`,
    runtimeIdentity: `${name}-runtime`,
    migratorIdentity: `${name}-migrator`,
  };
}

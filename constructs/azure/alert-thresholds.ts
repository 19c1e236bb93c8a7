/** Thresholds at which alerts are raised. */
export interface AlertThresholds {
  /**
   * Hours without any call from a tenant's Entra directory, which normally calls every 40 minutes. Calls from clients
   * with read access do not count.
   */
  readonly silentHours: number;

  /** Number of requests, in a 15-minute window, that the service answered with 401. */
  readonly unauthorized: number;

  /**
   * Percentage of a tenant's requests from Entra, in a 15-minute window, that the service refused (status 400 to 499,
   * except 429).
   */
  readonly refusedPercent: number;

  /**
   * Percentage of a tenant's requests, in a 15-minute window, that failed because of a server error (status 500 or
   * higher).
   */
  readonly serverErrorPercent: number;

  /** Milliseconds within which 95 % of a tenant's requests should be answered. */
  readonly p95Milliseconds: number;

  /** Number of minutes, out of the last 15, in which a tenant reached a limit of the service on any replica. */
  readonly limitedMinutes: number;

  /** Percentage of the database's storage in use. */
  readonly storagePercent: number;

  /** Number of restarts of one replica since it was created. */
  readonly restarts: number;
}

import type { Logger } from 'pino';

import type { OnLimit } from '../directory/limit';
import type { Overview } from '../directory/overview';
import type { TenantRegistry } from '../directory/tenant-registry';
import type { OnOutcome } from '../http/outcome';

import { CallLog } from './call-log';
import { CountLog } from './count-log';
import { LimitLog } from './limit-log';
import { type KeepRefusals, RefusalLog } from './refusal-log';

interface OutcomeLogsOptions {
  readonly registry: TenantRegistry;

  /** Over connections that are separate from those that serve SCIM requests. */
  readonly overview: Pick<Overview, 'note' | 'noteCalls'>;

  /** Over connections that are separate from those that serve SCIM requests. */
  readonly keepRefusals: KeepRefusals;
  readonly log: Logger;
  readonly now: () => Date;
}

/** Everything that is written about requests after they have been answered. */
export interface OutcomeLogs {
  readonly onOutcome: OnOutcome;
  readonly onLimit: OnLimit;

  /** Stores what is new at regular intervals, until `stopped` aborts. */
  readonly run: (stopped: AbortSignal) => Promise<void>;

  /** Stores the rest when the process ends, after `stopped` has been aborted. */
  readonly close: () => Promise<void>;
}

export function openOutcomeLogs({ registry, overview, keepRefusals, log, now }: OutcomeLogsOptions): OutcomeLogs {
  const calls = new CallLog(overview, registry, log, now);
  const counts = new CountLog(overview, registry, log, now);
  const refusals = new RefusalLog(keepRefusals, log, now);
  const limits = new LimitLog(log);
  let running: Promise<unknown> = Promise.resolve();
  return {
    onOutcome: (outcome) => {
      refusals.onOutcome(outcome);
      calls.onOutcome(outcome);
      counts.onOutcome(outcome);
    },
    onLimit: limits.onLimit,
    run: async (stopped) => {
      await (running = Promise.all([refusals.run(stopped), calls.run(stopped), counts.run(stopped)]));
    },
    close: async () => {
      limits.write();
      await running;
      await refusals.close();
      await calls.close();
      await counts.close();
    },
  };
}

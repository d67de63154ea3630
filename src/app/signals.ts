import type { SignalEvent } from '../ar/work/signals.ts';
import type { CompanyQueue } from './job-queues.ts';

/** Which jobs hear which event: the one place where an earlier slice and a later one meet. */
export const HEARD_BY: Readonly<Record<SignalEvent, readonly CompanyQueue[]>> = {
  'statement.imported': ['match-statement'],
};

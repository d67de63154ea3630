import type { Day } from '../../foundation/calendar/day.ts';

/** open: its day and the bank's time have not passed. partly_kept: something came, not all. replaced and cancelled ones are no longer judged,
 *  but one that was replaced after its day counts as broken. */
export type PromiseState = 'open' | 'kept' | 'partly_kept' | 'broken' | 'cancelled' | 'replaced';

export type PromiseFacts = {
  readonly minor: bigint;
  readonly promisedOn: Day;
  /** The last day on which money still counts: the promised day and what a bank takes. */
  readonly graceUntil: Day;
  /** Received for the promised receivables from the day of the promise to the end of grace, by value day. */
  readonly received: bigint;
  readonly cancelled: 'no' | 'cancelled' | 'replaced';
  readonly cancelledOn: Day | null;
};

/** Computed, never entered. Early money keeps a promise at once. */
export function promiseState(promise: PromiseFacts, on: Day): PromiseState {
  if (promise.received >= promise.minor) return 'kept';
  if (promise.cancelled === 'replaced') return promise.cancelledOn !== null && promise.cancelledOn > promise.promisedOn ? 'broken' : 'replaced';
  if (promise.cancelled === 'cancelled') return 'cancelled';
  if (on <= promise.graceUntil) return 'open';
  return promise.received > 0n ? 'partly_kept' : 'broken';
}

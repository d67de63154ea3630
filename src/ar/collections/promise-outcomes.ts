import type { Day } from '../../foundation/calendar/day.ts';
import type { Currency } from '../../foundation/money/currency.ts';
import type { Ctx } from '../access/context.ts';
import { promisesOf } from './list-promises.ts';
import { stateOf } from './record-promise.ts';

type Outcome = 'kept' | 'partlyKept' | 'broken' | 'open';
type Tally = { readonly count: number; readonly promised: bigint };

export type PromiseOutcomes = {
  readonly from: Day;
  readonly to: Day;
  readonly currencies: readonly ({
    readonly currency: Currency;
    /** What came for the promises that are judged, at most what was promised. */
    readonly received: bigint;
    /** Kept / judged, by number; partly kept and broken ones were not kept. null where none is judged yet. */
    readonly keptRate: number | null;
    /** Received / promised, of those that are judged. */
    readonly keptAmountRate: number | null;
  } & Readonly<Record<Outcome, Tally>>)[];
};

const OUTCOMES: Readonly<Record<string, Outcome>> = { kept: 'kept', partly_kept: 'partlyKept', broken: 'broken', open: 'open' };

/** What became of the promises whose day lies in a window, by currency. Cancelled ones and those that were replaced in time are left out; one that was moved
 *  after its day counts as broken. */
export async function promiseOutcomes(ctx: Ctx, window: { from: Day; to: Day }): Promise<PromiseOutcomes> {
  const currencies = new Map<Currency, { received: bigint; tallies: Map<Outcome, { count: number; promised: bigint }> }>();
  for await (const promise of promisesOf(ctx, window, null)) {
    const outcome = OUTCOMES[stateOf(ctx, promise)];
    if (outcome === undefined) continue;
    const of = currencies.get(promise.currency) ?? { received: 0n, tallies: new Map<Outcome, { count: number; promised: bigint }>() };
    currencies.set(promise.currency, of);
    const tally = of.tallies.get(outcome) ?? { count: 0, promised: 0n };
    of.tallies.set(outcome, { count: tally.count + 1, promised: tally.promised + promise.minor });
    const came = promise.received > promise.minor ? promise.minor : promise.received;
    if (outcome !== 'open' && came > 0n) of.received += came;
  }
  return {
    ...window,
    currencies: [...currencies]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([currency, { received, tallies }]) => {
        const of = (outcome: Outcome): Tally => tallies.get(outcome) ?? { count: 0, promised: 0n };
        const judged = (['kept', 'partlyKept', 'broken'] as const).map(of);
        const count = judged.reduce((sum, tally) => sum + tally.count, 0);
        const promised = judged.reduce((sum, tally) => sum + tally.promised, 0n);
        return {
          currency,
          kept: of('kept'),
          partlyKept: of('partlyKept'),
          broken: of('broken'),
          open: of('open'),
          received,
          keptRate: count === 0 ? null : of('kept').count / count,
          keptAmountRate: promised === 0n ? null : Number((received * 1_000_000n) / promised) / 1_000_000,
        };
      }),
  };
}

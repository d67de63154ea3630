import { sql } from 'kysely';
import { addDays, type Day } from '../../../foundation/calendar/day.ts';
import { arrayLiteral } from '../../../foundation/db/insert-rows.ts';
import { multiplyDivideRounded } from '../../../foundation/money/money.ts';
import type { Currency } from '../../../foundation/money/currency.ts';
import type { Ctx } from '../../access/context.ts';
import { brokenSince, promisesOf } from '../../collections/list-promises.ts';
import { stateOf } from '../../collections/record-promise.ts';

/** In base minor units. */
export type PromisedSum = { readonly count: number; readonly minor: bigint };

export type PromisesAround = {
  readonly until: Day;
  readonly since: Day;
  /** Open promises for a day from today up to `until`, with what has not come of them yet. */
  readonly due: PromisedSum;
  /** Promises that were found broken or partly kept from `since` on, with what did not come. */
  readonly broken: PromisedSum;
};

const DAYS = 14;

type Missing = { readonly id: string; readonly currency: Currency; readonly minor: bigint };

/** What is promised for the next fourteen days, and what was promised and did not come in the last fourteen. */
export async function promisesAround(ctx: Ctx): Promise<PromisesAround> {
  const until = addDays(ctx.today, DAYS);
  const since = addDays(ctx.today, -DAYS);
  const due: Missing[] = [];
  for await (const promise of promisesOf(ctx, { from: ctx.today, to: until }, null))
    if (stateOf(ctx, promise) === 'open') due.push({ id: promise.id, currency: promise.currency, minor: promise.minor - promise.received });
  const broken = (await brokenSince(ctx, since)).map(({ promise }): Missing => ({
    id: promise.id,
    currency: promise.currency,
    minor: promise.minor - promise.received,
  }));
  const base = await baseAmounts(ctx, [...due, ...broken]);
  const total = (missing: readonly Missing[]): PromisedSum => ({
    count: missing.length,
    minor: missing.reduce((sum, one) => sum + (base.get(one.id) ?? 0n), 0n),
  });
  return { until, since, due: total(due), broken: total(broken) };
}

/** Foreign amounts at the frozen rate of the receivables that were promised. */
async function baseAmounts(ctx: Ctx, missing: readonly Missing[]): Promise<Map<string, bigint>> {
  const own = ctx.company.baseCurrency;
  const amounts = new Map(missing.filter(({ currency }) => currency === own).map(({ id, minor }) => [id, minor]));
  const foreign = missing.filter(({ currency }) => currency !== own);
  if (foreign.length === 0) return amounts;
  const rows = await ctx.tx.rows(sql<{ promise_id: string; original: bigint; base: bigint }>`
    select i.promise_id, sum(r.original)::bigint as original, sum(r.base_original)::bigint as base
    from promise_item i join receivable r on r.company_id = i.company_id and r.id = i.receivable_id
    where i.company_id = ${ctx.company.id} and i.promise_id = any (${arrayLiteral(
      'uuid',
      foreign.map(({ id }) => id),
    )}::uuid[]) group by i.promise_id`);
  const rates = new Map(rows.map((row) => [row.promise_id, row]));
  for (const { id, minor } of foreign) {
    const rate = rates.get(id);
    if (rate) amounts.set(id, multiplyDivideRounded(minor, rate.base, rate.original));
  }
  return amounts;
}

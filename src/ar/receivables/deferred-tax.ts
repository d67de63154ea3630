import { sql } from 'kysely';
import { multiplyDivideRounded } from '../../foundation/money/money.ts';
import { arrayLiteral } from '../../foundation/db/insert-rows.ts';
import type { Ctx } from '../access/context.ts';
import type { PostingLine } from '../ledger/journal.ts';
import type { LockedReceivable } from './lock-items.ts';

/** Cash basis: the tax of each receivable that is still deferred, from what its allocations really moved. Payments that were taken back in another
 *  order than they came leave no cent behind, because the next share is what is left less what stays. Empty where the receipt is not the tax point. */
export async function loadTaxLeft(ctx: Ctx, receivables: Iterable<LockedReceivable>): Promise<Map<string, bigint>> {
  const taxed = ctx.company.taxPoint === 'receipt' ? [...receivables].filter((receivable) => receivable.tax_original !== 0n) : [];
  const left = new Map(taxed.map((receivable) => [receivable.id, receivable.tax_original]));
  const touched = taxed.filter((receivable) => receivable.open !== receivable.original).map((receivable) => receivable.id);
  if (touched.length === 0) return left;
  const ids = arrayLiteral('uuid', touched);
  const rows = await ctx.tx.rows(sql<{ receivable_id: string; moved: bigint; noted: bigint }>`
    with used as (
      select a.receivable_id, a.cause_id, coalesce(sum(a.receivable_minor) filter (where a.cause_kind = 'document'), 0) as noted
      from allocation a where a.company_id = ${ctx.company.id} and a.receivable_id = any (${ids}::uuid[]) group by a.receivable_id, a.cause_id)
    select u.receivable_id, sum(u.noted)::bigint as noted, coalesce(sum(m.minor), 0)::bigint as moved
    from used u
    cross join lateral (
      select sum(l.minor) as minor from journal_entry e join journal_line l on l.company_id = e.company_id and l.entry_id = e.id
      where e.company_id = ${ctx.company.id} and e.cause_id = u.cause_id and l.receivable_id = u.receivable_id and l.account = 'DTAX') m
    group by u.receivable_id`);
  const byId = new Map(taxed.map((receivable) => [receivable.id, receivable]));
  for (const { receivable_id: id, moved, noted } of rows) {
    const receivable = byId.get(id) as LockedReceivable;
    // A note took its own tax out when it was issued: its share of the receivable's is gone.
    left.set(id, receivable.tax_original - moved - multiplyDivideRounded(receivable.tax_original, noted, receivable.original));
  }
  return left;
}

/** Moves tax of a receivable from deferred to payable, at the receivable's own rate. */
export function deferredToPayable(receivable: LockedReceivable, tax: bigint): PostingLine[] {
  const { currency, id } = receivable;
  const base = multiplyDivideRounded(receivable.base_original, tax, receivable.original);
  return [
    { account: 'DTAX', currency, minor: tax, baseMinor: base, receivableId: id },
    { account: 'TAX', currency, minor: -tax, baseMinor: -base, receivableId: id },
  ];
}

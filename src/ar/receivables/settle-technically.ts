import type { Day } from '../../foundation/calendar/day.ts';
import { arrayLiteral } from '../../foundation/db/insert-rows.ts';
import { assert } from '../../foundation/errors/refusal.ts';
import { sql } from 'kysely';
import type { Ctx } from '../access/context.ts';
import { postingDay, type Book } from '../ledger/book.ts';
import type { Cause } from '../ledger/journal.ts';
import { allocate } from './allocate.ts';
import { createReceivables } from './create-receivables.ts';
import { baseShare } from './receivable.ts';
import { lockCredits, lockReceivables } from './lock-items.ts';
import { loadAllocationsOfCauses } from './store.ts';

/** Takes up credits that shrink without a customer's debt (refund, return, reversal): a technical receivable is made and settled at once.
 *  `minor` null takes all that is open. The money's own entry is the caller's. Credits with nothing open are passed over. */
export async function settleTechnically(
  ctx: Ctx,
  book: Book,
  options: { credits: readonly { creditId: string; minor: bigint | null }[]; cause: Cause; eventOn: Day; label: string },
): Promise<void> {
  const locked = await lockCredits(
    ctx,
    options.credits.map((c) => c.creditId),
  );
  const parts = options.credits.flatMap(({ creditId, minor }) => {
    const credit = locked.get(creditId);
    assert(credit, 'a technical settlement names an existing credit');
    const amount = minor ?? credit.open;
    return amount === 0n ? [] : [{ credit, amount, receivableId: ctx.newId() }];
  });
  const receivables = parts.map(({ credit, amount, receivableId }) => {
    assert(credit.customer_id, 'a credit has a customer');
    const postedOn = postingDay(book, options.eventOn, credit.posted_on);
    return {
      id: receivableId,
      kind: 'technical' as const,
      documentId: null,
      instalment: 1,
      customerId: credit.customer_id,
      number: options.label,
      reference: '',
      currency: credit.currency,
      issuedOn: postedOn,
      dueOn: postedOn,
      postedOn,
      original: amount,
      baseOriginal: baseShare({ open: credit.open, baseOpen: credit.base_open, original: credit.original, baseOriginal: credit.base_original }, amount),
      taxOriginal: 0n,
      discount: null,
    };
  });
  await createReceivables(ctx, receivables, { tokensOf: () => [] });
  await allocate(
    ctx,
    book,
    parts.map(({ credit, amount, receivableId }, index) => ({
      creditId: credit.id,
      receivableId,
      minor: amount,
      eventOn: receivables[index]?.postedOn as Day,
      valueOn: receivables[index]?.postedOn as Day,
      cause: options.cause,
    })),
    { technical: true },
  );
}

/** Credits that these causes made (payments, discounts, tolerances), oldest first. */
export async function listCreditsOfCauses(
  ctx: Ctx,
  causeIds: readonly string[],
): Promise<{ id: string; kind: string; open: bigint; payment_id: string | null }[]> {
  return ctx.tx.rows(sql<{ id: string; kind: string; open: bigint; payment_id: string | null }>`
    select id, kind, open, payment_id from credit where company_id = ${ctx.company.id} and cause_id = any (${arrayLiteral('uuid', causeIds)}::uuid[]) order by id`);
}

/** Locks all that the causes touched or made, receivables first: nobody can apply their credits from then on. */
export async function lockItemsOfCauses(ctx: Ctx, causeIds: readonly string[]): Promise<void> {
  const allocations = await loadAllocationsOfCauses(ctx, causeIds);
  await lockReceivables(ctx, [...new Set(allocations.map((a) => a.receivable_id))]);
  const made = await listCreditsOfCauses(ctx, causeIds);
  await lockCredits(ctx, [...new Set([...made.map((credit) => credit.id), ...allocations.map((a) => a.credit_id)])]);
}

/** Causes of live allocations on these credits: what must be reversed before the credits themselves can be. */
export async function listCausesUsingCredits(ctx: Ctx, creditIds: readonly string[]): Promise<string[]> {
  const rows = await ctx.tx.rows(sql<{ cause_id: string }>`
    select distinct a.cause_id from allocation a
    where a.company_id = ${ctx.company.id} and a.credit_id = any (${arrayLiteral('uuid', creditIds)}::uuid[]) and a.reverses is null and a.cause_kind <> 'reversal'
      and not exists (select 1 from allocation r where r.company_id = a.company_id and r.reverses = a.id)
    order by 1`);
  return rows.map((row) => row.cause_id);
}

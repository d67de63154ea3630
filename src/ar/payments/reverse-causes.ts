import { sql } from 'kysely';
import type { Day } from '../../foundation/calendar/day.ts';
import { arrayLiteral } from '../../foundation/db/insert-rows.ts';
import { assert, Refusal } from '../../foundation/errors/refusal.ts';
import type { Ctx } from '../access/context.ts';
import { openBook, postingDay, type Book } from '../ledger/book.ts';
import type { Cause } from '../ledger/journal.ts';
import { reverseEntries } from '../ledger/reverse-entries.ts';
import { reverseAllocations } from '../receivables/reverse-allocations.ts';
import { listCausesUsingCredits, listCreditsOfCauses, settleTechnically } from '../receivables/settle-technically.ts';
import { setPaymentState } from './store.ts';

export type Reversal = { readonly cause: Cause; readonly causeIds: readonly string[]; readonly paymentIds: readonly string[] };

/** Takes back everything that the causes did, and everything that used what they made (a payment's later applications): allocations, discounts,
 *  tolerances, exchange differences and entries, together, once. Credits they made are taken up technically, so nothing is left over.
 *  Refuses `cause.already_reversed`. */
export async function reverseCauses(
  ctx: Ctx,
  options: { causeIds: readonly string[]; eventOn: Day; paymentState: 'reversed' | 'returned'; label: string },
): Promise<Reversal> {
  const book = await openBook(ctx);
  const causeIds = await closureOf(ctx, options.causeIds);
  const cause: Cause = { kind: 'reversal', id: ctx.newId() };
  // One day for everything, never before what is taken back: positions and ledger then agree on every day.
  const postedOn = postingDay(book, options.eventOn, await lastPostingOf(ctx, causeIds));
  const reversed = await reverseAllocations(ctx, book, { causeIds, cause, eventOn: postedOn });
  const credits = await listCreditsOfCauses(ctx, causeIds);
  await takeUp(ctx, book, { credits, cause, eventOn: postedOn, label: options.label });
  const entries = await reverseEntries(ctx, { causeIds, cause, postedOn });
  if (entries === 0 && reversed.length === 0) throw new Refusal('cause.not_found', 'There is nothing to reverse here: no posting names this as its cause.', {});
  const paymentIds = credits.flatMap((credit) => (credit.payment_id === null ? [] : [credit.payment_id]));
  await setPaymentState(ctx, paymentIds, options.paymentState);
  return { cause, causeIds, paymentIds };
}

async function takeUp(
  ctx: Ctx,
  book: Book,
  options: { credits: readonly { id: string }[]; cause: Cause; eventOn: Day; label: string },
): Promise<void> {
  if (options.credits.length === 0) return;
  await settleTechnically(ctx, book, {
    credits: options.credits.map((credit) => ({ creditId: credit.id, minor: null })),
    cause: options.cause,
    eventOn: options.eventOn,
    label: options.label,
  });
}

async function lastPostingOf(ctx: Ctx, causeIds: readonly string[]): Promise<Day> {
  const ids = arrayLiteral('uuid', causeIds);
  const row = await ctx.tx.first(sql<{ last: Day }>`
    select greatest(
      (select max(posted_on) from journal_entry where company_id = ${ctx.company.id} and cause_id = any (${ids}::uuid[])),
      (select max(posted_on) from allocation where company_id = ${ctx.company.id} and cause_id = any (${ids}::uuid[])), date '1900-01-01') as last`);
  assert(row, 'an aggregate has a row');
  return row.last;
}

/** The causes and, transitively, those that applied the credits which these made. */
async function closureOf(ctx: Ctx, causeIds: readonly string[]): Promise<string[]> {
  const closure = new Set(causeIds);
  let frontier = [...closure];
  while (frontier.length > 0) {
    const credits = await listCreditsOfCauses(ctx, frontier);
    const using = credits.length === 0 ? [] : await listCausesUsingCredits(ctx, credits.map((credit) => credit.id));
    frontier = using.filter((id) => !closure.has(id));
    for (const id of frontier) closure.add(id);
  }
  return [...closure].toSorted();
}
